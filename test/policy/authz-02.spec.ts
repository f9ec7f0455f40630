import { authz02 } from "../../rules/authz/authz-02/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { server } from "./mesh";
import { deployment, namespace, testCases, testEveryKind } from "./support";

const POLICY = "config.linkerd.io/default-inbound-policy";
const pod = (policy: Json) => ({ metadata: { annotations: { [POLICY]: policy } } });

describe("AUTHZ-02: in production no policy is only tried out", () => {
    testEveryKind(authz02, {
        allowed: pod("deny"),
        refused: pod("audit"),
        fault: `metadata.annotations["${POLICY}"]`,
    });

    testCases(authz02, [
        {
            title: "allows deny, and nothing, which is deny",
            objects: [
                namespace("faces", { [POLICY]: "deny" }),
                server(),
                server("two", { accessPolicy: "deny" }),
            ],
            findings: [],
        },
        {
            title: "allows what it likes in exempt namespaces",
            objects: [
                namespace("linkerd", { [POLICY]: "all-unauthenticated" }),
                deployment("web", pod("audit"), "linkerd-viz"),
                server("metrics", { accessPolicy: "audit" }, { namespace: "linkerd-viz" }),
            ],
            findings: [],
        },
        {
            title: "refuses every policy that lets in who has no identity",
            objects: ["audit", "all-unauthenticated", "cluster-unauthenticated"].map((policy) =>
                namespace("faces", { [POLICY]: policy }),
            ),
            findings: [1, 2, 3].map(
                () => `violation Namespace "faces" metadata.annotations["${POLICY}"]`,
            ),
        },
        {
            title: "refuses another accessPolicy than deny",
            objects: [
                server("one", { accessPolicy: "audit" }),
                server("two", { accessPolicy: "all-authenticated" }),
            ],
            findings: [
                'violation Server "faces/one" spec.accessPolicy',
                'violation Server "faces/two" spec.accessPolicy',
            ],
        },
        {
            title: "leaves undecided what is unknown",
            objects: [
                namespace("faces", { [POLICY]: UNKNOWN }),
                server("one", { accessPolicy: UNKNOWN }),
                server("two", { accessPolicy: "audit" }, { namespace: UNKNOWN }),
            ],
            findings: [
                `undecided Namespace "faces" metadata.annotations["${POLICY}"]`,
                'undecided Server "faces/one" spec.accessPolicy',
                'undecided Server "?/two" metadata.namespace',
            ],
        },
        {
            title: "refuses a policy that is no text",
            objects: [server("one", { accessPolicy: true })],
            findings: ['violation Server "faces/one" spec.accessPolicy'],
        },
    ]);
});
