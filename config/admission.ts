import {
    type AdmissionArgs,
    type AdmissionSettings,
    admissionProblems,
    defaultAdmissionSettings,
    meshCaOf,
    type MeshIdentityArgs,
    type Problem,
} from "../components/index";
import { isRecord } from "zero-trust-manifests";

/** What the keys below `admission` have to be. */
const shapes: Record<string, { is: (value: unknown) => boolean; remedy: string }> = {
    atMost: { is: isText, remedy: "give Deny, Warn or Audit" },
    rules: {
        is: (value) => isRecord(value) && Object.values(value).every(isText),
        remedy: "give what single rules do, e.g. { SC-02: Audit }",
    },
    exemptNamespaces: { is: isTexts, remedy: "list the further namespaces that no rule judges" },
    allowedRegistries: { is: isTexts, remedy: "list the further registries of images" },
    allowedIssuers: {
        is: isTexts,
        remedy: "list issuers that a namespace may use besides its own, as namespace/Kind/name",
    },
    certificateRequesters: {
        is: isTexts,
        remedy: "list who makes CertificateRequests besides cert-manager, by user name, e.g. system:serviceaccount:cert-manager:cert-manager-csi-driver",
    },
    meshCaAccount: {
        is: (value) => isText(value) && /^[a-z0-9-]+\/[a-z0-9.-]+$/.test(value),
        remedy: "name the account by which cert-manager signs in to an existing issuer's CA, as namespace/name",
    },
    exemptions: {
        is: (value) =>
            Array.isArray(value) &&
            value.every(
                (each) =>
                    isRecord(each) &&
                    Object.keys(each).sort().join() === "expiry,name,namespace,owner,reason,rule" &&
                    Object.values(each).every(isText),
            ),
        remedy: "list exemptions with rule, namespace, name, owner, reason and expiry, each a text",
    },
};

interface AdmissionConfig extends Pick<AdmissionArgs, "atMost" | "rules"> {
    exemptNamespaces?: string[];
    allowedRegistries?: string[];
    allowedIssuers?: string[];
    certificateRequesters?: string[];
    meshCaAccount?: string;
    exemptions?: NonNullable<AdmissionArgs["settings"]>["exemptions"];
}

/** The key `admission`: how the rules are enforced when an object is admitted. */
export function readAdmission(
    given: Record<string, unknown>,
    problems: Problem[],
    {
        production,
        identity,
        proxyImages,
    }: {
        production: boolean;
        identity: Pick<MeshIdentityArgs, "externalCa" | "trustDomain">;
        proxyImages: string | undefined;
    },
): AdmissionArgs {
    const before = problems.length;
    for (const [key, value] of Object.entries(given)) {
        const shape = shapes[key];
        if (shape === undefined) {
            problems.push({
                path: `admission.${key}`,
                reason: "is no setting of the admission",
                remedy: `use ${Object.keys(shapes).join(", ")}`,
            });
        } else if (!shape.is(value)) {
            problems.push({
                path: `admission.${key}`,
                value,
                reason: "has the wrong form",
                remedy: shape.remedy,
            });
        }
    }
    // What was not understood is reported, and used no further.
    const config = (problems.length > before ? {} : given) as AdmissionConfig;
    const { atMost, rules, exemptions = [] } = config;
    const { exemptNamespaces, allowedRegistries } = defaultAdmissionSettings;
    const { trustDomain } = identity;
    return {
        ...(atMost && { atMost }),
        ...(rules && { rules }),
        production,
        settings: {
            exemptNamespaces: merged(exemptNamespaces, config.exemptNamespaces),
            allowedRegistries: merged(allowedRegistries, config.allowedRegistries),
            allowedIssuers: config.allowedIssuers ?? [],
            certificateRequesters: config.certificateRequesters ?? [],
            ...(config.meshCaAccount !== undefined && {
                meshCaAccount: accountOf(config.meshCaAccount),
            }),
            meshCa: meshCaOf(identity.externalCa),
            exemptions,
            ...(trustDomain !== undefined && { trustDomain }),
            ...(proxyImages !== undefined && { proxyImages }),
        },
    };
}

/** Problems of the arguments, by the names of configuration keys. */
export function admissionConfigProblems(args: AdmissionArgs): Problem[] {
    return admissionProblems(args).map((problem) => ({
        ...problem,
        path: `admission.${problem.path.replace(/^settings\./, "")}`,
    }));
}

function accountOf(text: string): AdmissionSettings["meshCaAccount"] {
    const [namespace = "", name = ""] = text.split("/");
    return { namespace, name };
}

function merged(usual: string[], further: string[] = []): string[] {
    return [...new Set([...usual, ...further])].sort();
}

function isText(value: unknown): value is string {
    return typeof value === "string";
}

function isTexts(value: unknown): boolean {
    return Array.isArray(value) && value.every(isText);
}
