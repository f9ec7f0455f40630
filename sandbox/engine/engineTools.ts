import { readToolsModule, type GoTools } from "../goTools/goBuild";

/**
 * What a file backend links but never calls: SDKs of the clouds, the OpenAPI reader of Pulumi
 * Cloud's REST API, the highlighter of its pager. Inlining in them is a sixth of all the work.
 */
const neverCalled = [
    "cloud.google.com",
    "github.com/Azure",
    "github.com/alecthomas/chroma",
    "github.com/aws",
    "github.com/envoyproxy",
    "github.com/pb33f/libopenapi",
    "google.golang.org/api",
];

/** The engine that the module in this folder builds. */
export function engineTools(): GoTools {
    const module = readToolsModule(__dirname, "github.com/pulumi/pulumi/pkg/v3");
    return {
        title: `the Pulumi engine ${module.version}`,
        module,
        flags: [
            ...neverCalled.map((path) => `-gcflags=${path}/...=-dwarf=false -l`),
            // The Automation API refuses an engine that cannot tell its version.
            `-ldflags=-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${module.version}`,
        ],
        commands: { pulumi: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi" },
    };
}
