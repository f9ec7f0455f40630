import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { UsageError } from "../../sandbox/options";
import {
    configure,
    openWorkspace,
    placeOverride,
    readProject,
    readStackFile,
    type Project,
} from "../../sandbox/workspace";

const project: Project = { directory: "/shop", name: "shop", secretKeys: new Set(["shop:token"]) };

function configured(stackFile: string, ...overrides: [key: string, value: string][]): unknown {
    const list = overrides.map(([key, value]) => ({ key, value }));
    return configure(project, "dev", stackFile, list).document.toJS();
}

describe("a configuration override", () => {
    const places: [key: string, value: string, expected: unknown][] = [
        ["host", "faces.example.com", { key: "shop:host", path: [], value: "faces.example.com" }],
        ["shop:host", "a", { key: "shop:host", path: [], value: "a" }],
        ["kubernetes:context", "kind", { key: "kubernetes:context", path: [], value: "kind" }],
        ["replicas", "3", { key: "shop:replicas", path: [], value: "3" }],
        ["dns.proxied", "true", { key: "shop:dns", path: ["proxied"], value: true }],
        ["dns.ttl", "300", { key: "shop:dns", path: ["ttl"], value: 300 }],
        ["dns.zone", "007", { key: "shop:dns", path: ["zone"], value: "007" }],
        ["anchors[1].pem", "x", { key: "shop:anchors", path: [1, "pem"], value: "x" }],
        ["dns", `{"ttl":1}`, { key: "shop:dns", path: [], value: { ttl: 1 } }],
    ];
    for (const [key, value, expected] of places) {
        it(`${key}=${value} goes where pulumi config set would put it`, () => {
            assert.deepEqual(placeOverride({ key, value }, "shop"), expected);
        });
    }

    it("is refused where its key is not one", () => {
        assert.throws(
            () => placeOverride({ key: "dns..ttl", value: "1" }, "shop"),
            new UsageError(
                `--config: "dns..ttl" is not a configuration key; ` +
                    `write it as key, project:key, key.property or key[0]`,
            ),
        );
    });

    it("is refused, without its value, where that only begins like JSON", () => {
        assert.throws(
            () => placeOverride({ key: "token", value: "{hunter2" }, "shop"),
            new UsageError(`--config: the value of "token" begins like JSON but is not JSON`),
        );
    });

    it("changes its value and leaves the others", () => {
        assert.deepEqual(
            configured(
                "config:\n  shop:host: a\n  shop:dns:\n    ttl: 1\n    zone: z\n",
                ["dns.ttl", "2"],
                ["new", "n"],
            ),
            { config: { "shop:host": "a", "shop:dns": { ttl: 2, zone: "z" }, "shop:new": "n" } },
        );
    });

    it("works on a stack file without configuration", () => {
        assert.deepEqual(configured("", ["host", "a"]), { config: { "shop:host": "a" } });
    });

    it("is refused where it would go into a plain value", () => {
        assert.throws(
            () => configured("config:\n  shop:host: a\n", ["host.name", "b"]),
            new UsageError(
                `--config: Pulumi.dev.yaml has a plain value where "host.name" goes into a structure`,
            ),
        );
    });

    it("is kept out of the copy where the engine has to encrypt it first", () => {
        const overrides = [{ key: "token", value: "t" }];
        const { document, secretEntries } = configure(project, "dev", "config: {}\n", overrides);
        assert.deepEqual(document.toJS(), { config: {} });
        assert.deepEqual(secretEntries, [{ key: "shop:token", path: [], value: "t" }]);
    });
});

describe("a stack's configuration", () => {
    const encrypted = "encryptionsalt: v1:x\nconfig:\n  shop:key:\n    secure: v1:y\n";

    it("is refused where it is encrypted with a key that the sandbox does not have", () => {
        assert.throws(
            () => configured(encrypted),
            new UsageError(
                "Pulumi.dev.yaml: shop:key: encrypted with a key that the sandbox does not have; " +
                    "override it with a stand-in value: --config KEY=VALUE",
            ),
        );
    });

    it("is accepted once stand-in values override what is encrypted", () => {
        assert.deepEqual(configured(encrypted, ["key", "stand-in"]), { config: {} });
    });
});

describe("a sandbox workspace", () => {
    let folder: string;
    let home: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "sandbox-"));
        home = join(folder, "home");
        mkdirSync(home);
        writeFileSync(
            join(folder, "Pulumi.yaml"),
            "name: shop\nruntime: nodejs\nconfig:\n  token:\n    type: string\n    secret: true\n",
        );
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config:\n  shop:host: a\n");
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    function open() {
        const shop = readProject(folder);
        const configuration = configure(shop, "dev", readStackFile(shop, "dev"), []);
        return openWorkspace(home, shop, "dev", configuration);
    }

    it("knows from Pulumi.yaml which keys are secret", () => {
        assert.deepEqual(readProject(folder).secretKeys, new Set(["shop:token"]));
    });

    it("is refused where there is no project, or one of another language", () => {
        assert.throws(() => readProject(home), /Pulumi.yaml does not exist/);
        writeFileSync(join(folder, "Pulumi.yaml"), "name: shop\nruntime: go\n");
        assert.throws(() => readProject(folder), /needs a name, and nodejs as its runtime/);
    });

    it("is refused where the stack has no file, naming the stacks that have one", () => {
        assert.throws(
            () => readStackFile(readProject(folder), "prod"),
            /the stacks there are dev$/,
        );
    });

    it("copies project and stack anew, with the salt that the engine wrote", () => {
        const { directory } = open();
        const copy = join(directory, "Pulumi.dev.yaml");
        writeFileSync(copy, "encryptionsalt: v1:salt\nconfig:\n  shop:old: gone\n");
        open();
        assert.deepEqual(parse(readFileSync(copy, "utf8")), {
            config: { "shop:host": "a" },
            encryptionsalt: "v1:salt",
        });
        assert.equal(
            readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8"),
            "config:\n  shop:host: a\n",
        );
    });

    it("has one passphrase, made at random, that only its owner can read", () => {
        const { passphrase } = open();
        assert.equal(passphrase.length, 32);
        assert.equal(open().passphrase, passphrase);
        assert.equal(statSync(join(home, "passphrase")).mode & 0o777, 0o600);
    });
});
