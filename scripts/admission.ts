// Prints the rules as an enforcer takes them, for those who do not come through Pulumi:
// `npm run -s admission -- policies | kubectl apply --server-side -f -`
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { runCommand, type CommandResult } from "zero-trust-access";
import { defaultAdmissionSettings } from "../rules/admission/admissionSettings";
import type { EnforcementSettings } from "../components/admission/enforcement";
import { gatekeeperChecks, syncSet } from "../components/admission/gatekeeperObjects";
import { polarisConfiguration } from "../components/admission/polarisConfiguration";
import { admissionRules } from "../rules/rules";
import { validatingAdmissionPolicyObjects } from "../components/admission/validatingAdmissionPolicyObjects";

const settings = defaultAdmissionSettings;

/** What each enforcer takes, document by document. */
const forms: Record<string, (enforcement: EnforcementSettings) => object[]> = {
    policies: (enforcement) =>
        validatingAdmissionPolicyObjects(admissionRules, settings, enforcement).flatMap(
            ({ policy, binding }) => [policy, binding],
        ),
    polaris: (enforcement) => [polarisConfiguration(admissionRules, settings, enforcement)],
    // Constraints can be made once Gatekeeper has made their kinds of the templates.
    "gatekeeper-templates": (enforcement) => [
        syncSet(admissionRules, enforcement),
        ...gatekeeperChecks(admissionRules, settings, enforcement).map(({ template }) => template),
    ],
    "gatekeeper-constraints": (enforcement) =>
        gatekeeperChecks(admissionRules, settings, enforcement).map(({ constraint }) => constraint),
};

const usage = `usage: npm run -s admission -- ${Object.keys(forms).join(" | ")} [--at-most Deny | Warn | Audit] [--production]`;

/** The YAML that the command line asks for. @throws Error that says how to ask */
export function admissionYaml(args: readonly string[]): string {
    const { values, positionals } = parseArgs({
        args: [...args],
        allowPositionals: true,
        options: { "at-most": { type: "string" }, production: { type: "boolean" } },
    });
    const [name = "", ...rest] = positionals;
    const form = forms[name];
    const atMost = values["at-most"] ?? "Deny";
    if (
        form === undefined ||
        rest.length > 0 ||
        (atMost !== "Deny" && atMost !== "Warn" && atMost !== "Audit")
    ) {
        throw new Error(usage);
    }
    const enforcement = { atMost, production: values.production ?? false } as const;
    return form(enforcement)
        .map((document) => stringify(document, { lineWidth: 0, aliasDuplicateObjects: false }))
        .join("---\n");
}

function run(args: readonly string[]): CommandResult {
    try {
        return { output: admissionYaml(args), errors: "", exitCode: 0 };
    } catch (error) {
        const errors = error instanceof Error ? error.message : String(error);
        return { output: "", errors, exitCode: 2 };
    }
}

if (require.main === module) {
    void runCommand(() => run(process.argv.slice(2)));
}
