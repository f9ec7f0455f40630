// What docs/enforcement.md says: which enforcer decides which rule, and where they differ.
import { type AdmissionRule, enforcersOf } from "../rules/admission/admissionRule";
import { admissionRules } from "../rules/rules";
import { rules } from "../rules/rules";
import { rulesElsewhere } from "../rules/rules";
import { GeneratedDocument, documentIn, table } from "./generatedDocument";

/** What Linkerd itself does at run time, by the title of the test that shows it. */
export const linkerdAtRunTime: Readonly<Record<string, string>> = {
    "AUTHZ-01": "lets a namespace's annotation override the cluster's default policy",
    "AUTHZ-03": "denies by a Server without authorization, whatever the default policy",
    "AUTHZ-04": "ignores a policy with a missing authentication, though others of its are there",
    "AUTHZ-06": "authorizes by a policy that targets the Server, for exactly its identities",
    "AUTHZ-17": "ignores an authentication with an empty list",
};

const introduction = `# What is enforced where

Generated from the rules by \`npm run docs\`; a test fails where this is stale.

A preview sees a stack before anything is made, and only what comes through Pulumi. At admission the
cluster sees every object, whoever sends it, but each for itself. So the same rule has several
enforcers, and the same objects are put to all of them: the policy pack's engine, a real API server
with the ValidatingAdmissionPolicies, gator and the real Gatekeeper, Polaris' schemas, and the real
Polaris where it is on PATH. A cell says "yes" where the enforcer decides all of these objects as
meant, and "partly" where it differs; below stands why.

- **Preview**: the [policy pack](policies.md), \`pulumi preview --policy-pack ./policy-pack\`.
- **API server**: ValidatingAdmissionPolicies, evaluated in the API server, on by default. No webhook
  can be down. An update that leaves what the rule reads as it was is let through, so that what broke
  a rule before can be labelled, scaled and deleted; a pod template is read as a whole, since each
  change of it makes new pods. The API server itself is refused nothing: where it cannot make what a
  cluster cannot be without, it does not start.
- **Gatekeeper**: optional (\`gatekeeper: true\`); the same expressions, rules that look up other
  objects, and an audit of what is in the cluster already, but for old revisions, and Jobs and Pods that
  have finished. Its webhook is asked about what the rules judge, outside of the exempt namespaces: while
  nothing answers and it fails closed, nodes live on and controllers work.
- **Polaris**: webhook, dashboard, and audit of files in CI; mandatory rules only, since its advice
  shows on the dashboard alone.
- **Linkerd**: what the proxies do with traffic at run time, read off its policy controller.

Mandatory rules deny, advisory ones warn, and what is mandatory in production denies where the stack
is \`highAvailability\`. The setting \`admission\` lowers that for all rules (\`atMost\`) or for one
(\`rules\`), adds exempt namespaces and allowed registries, and exempts a single workload from a single
rule, by owner, reason and last day. Namespaces of the cluster itself and of the mesh's machinery are
exempt from every rule at admission. A stack whose own images a rule would deny is refused by its
configuration: its pods would run until their first restart, and never again.
`;

export const enforcementDocument = new GeneratedDocument(documentIn("enforcement.md"), () =>
    [
        introduction,
        "## Rules and enforcers\n",
        table(
            ["rule", "", "preview", "API server", "Gatekeeper", "Polaris", "Linkerd"],
            rowsOf().map(({ id, title, preview, admission }) => [
                `[${id}](policies.md#${id.toLowerCase()})`,
                title,
                cell(preview, admission?.differences?.preview),
                ...(["validatingAdmissionPolicy", "gatekeeper", "polaris"] as const).map((each) =>
                    cell(
                        admission !== undefined && enforcersOf(admission).includes(each),
                        admission?.differences?.[each],
                    ),
                ),
                cell(id in linkerdAtRunTime),
            ]),
        ),
        "Every other rule of the pack is decided at preview alone.\n",
        "## Where they differ\n",
        ...admissionRules.flatMap(differences),
    ].join("\n"),
);

interface Row {
    id: string;
    title: string;
    /** Whether the policy pack decides it. */
    preview: boolean;
    admission: AdmissionRule | undefined;
}

/** Rules that somebody else than a preview enforces, in the order of the pack. */
function rowsOf(): Row[] {
    const known = new Map(
        [...rules, ...rulesElsewhere, ...admissionRules].map(({ id, title }) => [id, title]),
    );
    return [...known]
        .map(([id, title]) => ({
            id,
            title,
            preview: rules.some((rule) => rule.id === id),
            admission: admissionRules.find((rule) => rule.id === id),
        }))
        .filter(({ id, admission }) => admission !== undefined || id in linkerdAtRunTime);
}

function cell(isEnforced: boolean, difference?: string): string {
    return isEnforced ? (difference === undefined ? "yes" : "partly") : "";
}

const names = {
    preview: "The preview",
    validatingAdmissionPolicy: "The API server",
    gatekeeper: "Gatekeeper",
    polaris: "Polaris",
};

function differences({ id, differences: own = {} }: AdmissionRule): string[] {
    return Object.entries(names).flatMap(([enforcer, name]) => {
        const why = own[enforcer as keyof typeof names];
        return why === undefined ? [] : [`- ${id}: ${name} ${why}.`];
    });
}
