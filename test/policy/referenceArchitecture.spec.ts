import assert from "node:assert/strict";
import { rules } from "../../rules/rules";
import { type Resource } from "../../rules/reading/resource";
import { ResourceIndex } from "../../rules/reading/resourceIndex";
import { formatFinding, judge } from "../../rules/rule";
import { type Settings, defaultSettings } from "../../rules/settings";
import { compiledFaces } from "./compiledFaces";
import { referenceArchitecture } from "../support/referenceArchitecture";

/** The families of rules that say what a platform is made of. */
const FAMILIES = /^(?:PKI|ING|CLD)-/;
const production: Partial<Settings> = { environment: "production" };

/** What the rules say of a program's resources, by level. */
function judged(resources: readonly Resource[], settings: Partial<Settings> = {}) {
    const index = new ResourceIndex(resources);
    const findings = rules
        .filter(({ id }) => FAMILIES.test(id))
        .flatMap((rule) => judge(rule, index, { ...defaultSettings, ...settings }));
    return {
        mandatory: findings.filter(({ level }) => level === "mandatory").map(formatFinding),
        advisory: [
            ...new Set(
                findings.filter(({ level }) => level === "advisory").map(({ rule }) => rule),
            ),
        ],
    };
}

describe("the reference architecture, judged by the rules on certificates, ingress and cloud", () => {
    it("breaks no mandatory rule, and of the advisory ones those that are a stack's choice", async () => {
        assert.deepEqual(judged(await referenceArchitecture()), {
            mandatory: [],
            advisory: ["PKI-14", "CLD-04"],
        });
    });

    it("breaks no advisory rule where a stack chooses all that is offered", async () => {
        const resources = await referenceArchitecture({
            acmeEnvironment: "production",
            dnsManageZone: true,
            dnsProxied: true,
            alerts: true,
        });
        assert.deepEqual(judged(resources, production), { mandatory: [], advisory: [] });
    });

    it("breaks no rule on mesh and authorization as the access model's compiled Faces", () => {
        const index = new ResourceIndex(compiledFaces());
        const findings = rules
            .filter(({ id }) => /^(?:MESH|AUTHZ)-/.test(id))
            .flatMap((rule) => judge(rule, index, defaultSettings));
        assert.deepEqual(findings.map(formatFinding), []);
    });

    it("is refused in production while its certificate is of a test CA, and only for that", async () => {
        const { mandatory } = judged(await referenceArchitecture(), production);
        assert.deepEqual(
            mandatory.map((line) => line.slice(0, 44)),
            ['PKI-10: Issuer "emissary/letsencrypt-staging'],
        );
        const ready = await referenceArchitecture({ acmeEnvironment: "production" });
        assert.deepEqual(judged(ready, production).mandatory, []);
    });
});
