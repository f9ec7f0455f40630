import assert from "node:assert/strict";
import {
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    renameSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { Engine } from "../../sandbox/engine/engine";
import { firstEngine, type Source } from "../../sandbox/engine/obtainEngine";
import { engineTools } from "../../sandbox/engine/engineTools";
import {
    acceptPathEngine,
    analyzerFolder,
    minimumEngineVersion,
} from "../../sandbox/engine/pathEngine";
import { findExecutable } from "../../sandbox/goTools/executables";
import { failureOf, isPackagePath } from "../../sandbox/goTools/goBuild";
import { buildKey, fillFolder, toolCache, type BuildInputs } from "../../sandbox/goTools/toolCache";
import { silentProgress } from "../../sandbox/progress";

const toolsModule = { version: "3.251.0", goVersion: "1.25.11" };

function engineFrom(source: Engine["source"]): Engine {
    return { command: `/${source}/pulumi`, version: "3.251.0", source, path: [] };
}

function closed(name: string, reason: string): Source {
    return { name, obtain: () => Promise.reject(new Error(reason)) };
}

function open(name: string, source: Engine["source"]): Source {
    return { name, obtain: () => Promise.resolve(engineFrom(source)) };
}

describe("the engine on PATH", () => {
    const found = { command: "/bin/pulumi", version: "3.260.1", hasNodeHost: true };

    it("is taken as it is where it is new enough and has a Node.js language host", () => {
        assert.deepEqual(acceptPathEngine(found), {
            command: "/bin/pulumi",
            version: "3.260.1",
            source: "path",
            path: [],
        });
    });

    it("is given our way to run policy packs where it has no Node.js language host", () => {
        const { path } = acceptPathEngine({ ...found, hasNodeHost: false });
        assert.deepEqual(path, [analyzerFolder]);
    });

    for (const version of ["3.248.0", "3.249.0-alpha.1", "3.1000.0"]) {
        it(`is new enough at ${version}`, () => {
            assert.equal(acceptPathEngine({ ...found, version }).version, version);
        });
    }

    for (const version of ["3.247.9", "3.99.0", "3.248.0-alpha.1", "2.999.0"]) {
        it(`is refused at ${version}`, () => {
            assert.throws(() => acceptPathEngine({ ...found, version }), {
                message: `/bin/pulumi is ${version}, older than 3.248.0`,
            });
        });
    }

    it("is refused where its major version is not the SDK's", () => {
        assert.throws(() => acceptPathEngine({ ...found, version: "4.0.0" }), {
            message: "/bin/pulumi is 4.0.0, newer than the SDK's major version",
        });
    });

    it("has to be as new as the SDK in use, and so is the one that we build", () => {
        const sdk: unknown = createRequire(__filename)("@pulumi/pulumi/package.json");
        assert.ok(sdk && typeof sdk === "object" && "version" in sdk);
        assert.equal(sdk.version, minimumEngineVersion);
        acceptPathEngine({ ...found, version: engineTools().module.version });
    });

    it("is looked for in the absolute folders of PATH only", () => {
        assert.equal(
            findExecutable("pulumi-analyzer-policy-nodejs", analyzerFolder),
            join(analyzerFolder, "pulumi-analyzer-policy-nodejs"),
        );
        assert.equal(
            findExecutable("pulumi-analyzer-policy-nodejs", "sandbox/engine/bin"),
            undefined,
        );
        assert.equal(findExecutable("nothing-of-this-name", `:${analyzerFolder}`), undefined);
    });
});

describe("the choice of an engine", () => {
    it("takes the first source that is open, and asks none after it", async () => {
        const asked: string[] = [];
        const engine = await firstEngine(
            [
                closed("PATH", "there is no pulumi on PATH"),
                open("official download", "download"),
                {
                    name: "build with Go",
                    obtain: () => {
                        asked.push("build");
                        return Promise.resolve(engineFrom("build"));
                    },
                },
            ],
            toolsModule,
            silentProgress,
        );
        assert.deepEqual(engine, engineFrom("download"));
        assert.deepEqual(asked, []);
    });

    it("says in the running step why a source was skipped", async () => {
        const results: (string | undefined)[] = [];
        await firstEngine(
            [closed("official download", "the host cannot be reached"), open("build", "build")],
            toolsModule,
            { ...silentProgress, done: (result) => results.push(result) },
        );
        assert.deepEqual(results, ["skipped, the host cannot be reached"]);
    });

    it("names each closed source and the three remedies where none is open", async () => {
        const sources = [closed("PATH", "there is no pulumi on PATH"), closed("Go", "no go")];
        await assert.rejects(firstEngine(sources, toolsModule, silentProgress), {
            message: [
                "No Pulumi engine could be obtained:",
                "  PATH: there is no pulumi on PATH",
                "  Go: no go",
                "Any one of these helps:",
                "  - install Pulumi 3.248.0 or newer so that `pulumi` is on PATH (https://www.pulumi.com/docs/install/)",
                "  - let this machine reach get.pulumi.com, so that Pulumi 3.251.0 can be downloaded",
                "  - install Go 1.25.11 or newer (https://go.dev/dl/) and let it reach a Go module proxy (GOPROXY), so that the engine can be built",
            ].join("\n"),
        });
    });
});

describe("the cache of built tools", () => {
    const inputs: BuildInputs = {
        version: "3.251.0",
        goMod: "module a",
        goSum: "sum",
        flags: ["-trimpath"],
        platform: "linux-x64",
    };
    let cache: string;

    beforeEach(() => {
        cache = mkdtempSync(join(tmpdir(), "tool-cache-"));
    });

    afterEach(() => {
        rmSync(cache, { recursive: true });
    });

    it("names a build after its version and platform", () => {
        assert.match(buildKey(inputs), /^build-3\.251\.0-linux-x64-[0-9a-f]{16}$/);
        assert.equal(buildKey({ ...inputs }), buildKey(inputs));
    });

    it("keeps builds of different inputs apart", () => {
        const changes: Partial<BuildInputs>[] = [
            { version: "3.252.0" },
            { goMod: "module b" },
            { goSum: "another" },
            { flags: [] },
            { platform: "linux-arm64" },
        ];
        const keys = [{}, ...changes].map((change) => buildKey({ ...inputs, ...change }));
        assert.equal(new Set(keys).size, 1 + changes.length);
    });

    it("does not take text for the same when it only moved from one file to the other", () => {
        fc.assert(
            fc.property(fc.string(), fc.string({ minLength: 1 }), (goMod, moved) => {
                const before = buildKey({ ...inputs, goMod: goMod + moved, goSum: "" });
                const after = buildKey({ ...inputs, goMod, goSum: moved });
                assert.notEqual(before, after);
            }),
        );
    });

    it("lies in XDG_CACHE_HOME, which counts only where it is absolute", () => {
        const own = "zero-trust-reference-architecture/engine";
        assert.equal(toolCache("engine", { XDG_CACHE_HOME: "/cache" }), join("/cache", own));
        assert.equal(
            toolCache("engine", { XDG_CACHE_HOME: "cache" }),
            join(homedir(), ".cache", own),
        );
        assert.equal(toolCache("engine", {}), join(homedir(), ".cache", own));
    });

    it("shows a folder only once it is complete", async () => {
        const folder = await fillFolder(cache, "build-1", (draft) => {
            assert.equal(existsSync(join(cache, "build-1")), false);
            writeFileSync(join(draft, "pulumi"), "engine");
            return Promise.resolve();
        });
        assert.equal(folder, join(cache, "build-1"));
        assert.equal(readFileSync(join(folder, "pulumi"), "utf8"), "engine");
        assert.deepEqual(readdirSync(cache), ["build-1"]);
    });

    it("keeps nothing of a build that failed", async () => {
        const failing = fillFolder(cache, "build-1", (draft) => {
            writeFileSync(join(draft, "pulumi"), "half an eng");
            return Promise.reject(new Error("no space left on device"));
        });
        await assert.rejects(failing, { message: "no space left on device" });
        assert.deepEqual(readdirSync(cache), []);
    });

    it("uses the other run's folder where that was the first to end", async () => {
        const folder = await fillFolder(cache, "build-1", async (draft) => {
            writeFileSync(join(draft, "pulumi"), "slower");
            // Another process: its draft has another name.
            await fillFolder(cache, "faster", (other) => {
                writeFileSync(join(other, "pulumi"), "faster");
                return Promise.resolve();
            });
            renameSync(join(cache, "faster"), join(cache, "build-1"));
        });
        assert.equal(readFileSync(join(folder, "pulumi"), "utf8"), "faster");
        assert.deepEqual(readdirSync(cache), ["build-1"]);
    });

    it("clears away what a run left that is no longer alive", async () => {
        // Above the highest process id of any system.
        writeFileSync(join(cache, ".draft-4194305999-build-0"), "");
        await fillFolder(cache, "build-1", () => Promise.resolve());
        assert.deepEqual(readdirSync(cache), ["build-1"]);
    });
});

describe("building the engine with Go", () => {
    it("reads from go.mod which engine it is, and which Go it needs", () => {
        const { module } = engineTools();
        assert.deepEqual([module.version, module.goVersion], ["3.251.0", "1.25.11"]);
    });

    it("tells the packages that Go names from Go's other messages", () => {
        for (const line of ["runtime", "net/http", "gopkg.in/yaml.v3", "example.com/a-b/v2"]) {
            assert.equal(isPackagePath(line), true, line);
        }
        for (const line of ["# net/http", "go: downloading a v1", "a.go:3:1: expected"]) {
            assert.equal(isPackagePath(line), false, line);
        }
    });

    it("repeats what Go said of a failure, without its lines of progress", () => {
        const said = ["go: downloading a v1", "net/http", "go: a@v1: 404 Not Found"];
        assert.equal(failureOf("list", null, said), "go list failed: go: a@v1: 404 Not Found");
        assert.equal(failureOf("build", null, []), "go build failed: it said nothing");
        assert.equal(failureOf("build", "SIGTERM", said), "go build was ended by SIGTERM");
    });
});
