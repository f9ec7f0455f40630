import { certificatesInto } from "./certManager";
import { emissaryKind } from "./emissary";
import { cisa, nist } from "./frameworks";
import { isUnsettled, readString, valueOf } from "./read";
import { type Resource, namespaceOf } from "./resource";
import { type ResourceIndex } from "./resourceIndex";
import { type Rule, type Verdict, unsettled, violation } from "./rule";
import { tlsUsesOf } from "./tlsUses";

const WAIT = ["metadata", "annotations", "pulumi.com/waitFor"];
const READY = /\bcondition=Ready\b/i;

/**
 * A Certificate is made at once and issued later, or never: where nothing waits for it an update ends
 * well although the ingress has no certificate. A program may wait in another way, which is not to be
 * seen, so the rule is advisory; of what does not come through Pulumi it says nothing.
 */
export const pki17: Rule = {
    id: "PKI-17",
    title: "An update waits until the ingress' certificate is issued",
    severity: "medium",
    level: "advisory",
    references: [nist(7), cisa("Networks")],
    remedy: "annotate the Certificate with pulumi.com/waitFor: condition=Ready",
    documentation: "docs/policies.md#pki-17",
    settings: [],
    stack: {
        policy: "pki-17-ingress-certificates-are-waited-for",
        demand: "Every Certificate that fills the TLS Secret of a Host has the annotation by which Pulumi waits until it is ready.",
        *check(index) {
            for (const certificate of ingressCertificates(index)) {
                yield* awaited(certificate);
            }
        },
    },
};

function ingressCertificates(index: ResourceIndex): ReadonlySet<Resource> {
    const hosts = new Set(emissaryKind(index, "Host"));
    return new Set(
        tlsUsesOf(index)
            .filter(({ resource }) => hosts.has(resource))
            .flatMap(({ secretName, namespace }) =>
                certificatesInto(index, valueOf(secretName)).filter(
                    (certificate) =>
                        certificate.options !== undefined &&
                        valueOf(namespaceOf(certificate)) === valueOf(namespace),
                ),
            ),
    );
}

function* awaited(certificate: Resource): Generator<Verdict> {
    const wait = readString(certificate.object, WAIT);
    if (isUnsettled(wait)) {
        yield unsettled(certificate, wait);
    } else if (!READY.test(valueOf(wait) ?? "")) {
        yield violation(
            certificate,
            WAIT,
            "is not waited for, so that an update ends well though it is never issued",
        );
    }
}
