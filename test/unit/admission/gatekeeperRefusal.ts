import type { GatekeeperCheck } from "../../../components/admission/gatekeeperObjects";
import { admissionRules } from "../../../rules/rules";
import { type Fixture, refusedBy } from "./fixtures/fixture";

/**
 * Whether one check of a rule refuses a fixture. That in CEL refuses what the API server's own
 * policy refuses; that in Rego the rest.
 */
export function gatekeeperRefusal(fixture: Fixture, { template }: GatekeeperCheck): boolean {
    const inCel = refusedBy(fixture, "validatingAdmissionPolicy");
    const hasCel = admissionRules.some(({ id, cel }) => id === fixture.rule && cel !== undefined);
    if (template.spec.targets[0]?.code[0]?.engine === "K8sNativeValidation") {
        return inCel;
    }
    return refusedBy(fixture, "gatekeeper") && !(hasCel && inCel);
}
