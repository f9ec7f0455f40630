import { certificatesInto } from "../../certificates/certManager";
import { emissaryKind } from "../../ingress/emissary";
import { isUnsettled, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { tlsUsesOf } from "../../ingress/tlsUses";

const WAIT = ["metadata", "annotations", "pulumi.com/waitFor"];
const READY = /\bcondition=Ready\b/i;

export const preview: Preview = {
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
