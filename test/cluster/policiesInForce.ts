import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";

import type { AdmissionRule } from "../../rules/admission/admissionRule";
import {
    type AdmissionSettings,
    defaultAdmissionSettings,
} from "../../rules/admission/admissionSettings";
import type { EnforcementSettings } from "../../components/admission/enforcement";
import { admissionRules } from "../../rules/rules";
import { validatingAdmissionPolicyObjects } from "../../components/admission/validatingAdmissionPolicyObjects";
import type { PlainObject } from "../../sandbox/standins/properties";
import { object } from "../unit/admission/fixtures/objects";
import type { TestCluster } from "./testCluster";

/** The rules that the API server decides by itself. */
export const rulesInCel = admissionRules.filter(({ cel }) => cel !== undefined);

/** All of them do the same, whatever the profile. */
export function everyRule(action: "Deny" | "Warn"): EnforcementSettings {
    return { rules: Object.fromEntries(rulesInCel.map(({ id }) => [id, action])) };
}

/** What the API server says where one of the rules refuses. */
export function denied(id: string): RegExp {
    return new RegExp(
        `ValidatingAdmissionPolicy 'zero-trust-${id}' .* denied request: ${id}: `,
        "i",
    );
}

/** The policies of an API server, one set of them after the other. */
export class PoliciesInForce {
    /** How many sets there were; each leaves a policy of its own. */
    public changes = 0;
    private inForce = "";

    public constructor(private readonly cluster: TestCluster) {}

    /** Puts policies in force, and waits until the API server goes by them. */
    public async enforce(
        enforcement: EnforcementSettings,
        change: Partial<AdmissionSettings> = {},
    ): Promise<void> {
        const settings = { ...defaultAdmissionSettings, ...change };
        const wanted = JSON.stringify([enforcement, settings]);
        if (this.inForce === wanted) {
            return;
        }
        await this.enforceObjects(
            validatingAdmissionPolicyObjects(admissionRules, settings, enforcement).flatMap(
                ({ policy, binding }) => [policy, binding],
            ),
        );
        this.inForce = wanted;
    }

    /** Puts policies and bindings in force as they stand, and waits as well. */
    public async enforceObjects(objects: readonly PlainObject[]): Promise<void> {
        this.inForce = "";
        this.changes += 1;
        const canaries = validatingAdmissionPolicyObjects(
            [canary(this.changes)],
            defaultAdmissionSettings,
            {},
        ).flatMap(({ policy, binding }) => [policy, binding]);
        for (const each of [...objects, ...canaries]) {
            await this.cluster.apply(each);
        }
        // It takes up changes in the order in which they were made.
        for (let attempt = 0; attempt < 400; attempt += 1) {
            const warnings = await this.warnings(
                object("v1", "ConfigMap", "canary", {}, "default"),
            );
            if (warnings.some(saysCanary(this.changes))) {
                return;
            }
            await delay(50);
        }
        assert.fail("the API server does not go by the policies");
    }

    /** What they warn of, which is nothing where they deny. */
    public async warnings(judged: PlainObject): Promise<string[]> {
        const warnings: string[] = [];
        await this.cluster.apply(judged, {
            dryRun: true,
            force: true,
            warned: (text) => warnings.push(text),
        });
        return warnings.filter((text) => text.startsWith("Validation failed for Validating"));
    }
}

/** A rule that comes last and warns, so that one sees when the rules before it are in force. */
function canary(change: number): AdmissionRule {
    return {
        id: `canary-${change}`,
        title: "Which change is in force",
        remedy: "none",
        level: "advisory",
        cel: {
            resources: [{ apiGroups: [""], resources: ["configmaps"], kinds: ["ConfigMap"] }],
            judged: [],
            validations: [{ expression: 'object.metadata.name != "canary"', wrong: "in force" }],
        },
    };
}

function saysCanary(change: number): (text: string) => boolean {
    return (text) => text.includes(`canary-${change}: in force`);
}
