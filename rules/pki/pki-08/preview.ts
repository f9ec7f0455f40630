import { isCertificate, isCertificateRequest } from "../../certificates/certManager";
import {
    doubtOfIssuer,
    isOfNamespace,
    issuersUsed,
    issuerText,
    usesIssuers,
} from "../../certificates/issuerUses";
import { isUnsettled, readBoolean, readItems, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

export const preview: Preview = {
    settings: ["allowedIssuers", "exemptNamespaces"],
    resource: {
        policy: "pki-08-only-own-issuers",
        demand: "Every Certificate, and every annotated Ingress and Gateway, outside the exempt namespaces uses an Issuer of its namespace or an issuer that the settings list for it, and a listed one for no CA.",
        appliesTo: usesIssuers,
        check(resource, settings) {
            return unlessExempt(resource, settings, own(resource, settings));
        },
    },
};

function* own(resource: Resource, settings: Settings): Generator<Verdict> {
    for (const use of issuersUsed(resource)) {
        const doubt = doubtOfIssuer(use);
        if (doubt !== undefined) {
            yield unsettled(resource, doubt);
        } else if (!isOfNamespace(use)) {
            const namespace = namespaceOf(resource);
            const issuer = `${valueOf(namespace) ?? ""}/${issuerText(use)}`;
            if (isUnsettled(namespace)) {
                yield unsettled(resource, namespace);
            } else if (
                !isCertificateRequest(resource.type) &&
                !settings.allowedIssuers.includes(issuer)
            ) {
                yield violation(
                    resource,
                    use.path,
                    `uses ${issuerText(use)}, which is not its namespace's own, and which the settings do not list for it`,
                    `use an Issuer of the same namespace, or add ${issuer} to allowedIssuers`,
                );
            }
            yield* noCa(resource);
        }
    }
}

function* noCa(resource: Resource): Generator<Verdict> {
    if (!isCertificate(resource.type) && !isCertificateRequest(resource.type)) {
        return;
    }
    const isCA = readBoolean(resource.object, ["spec", "isCA"]);
    const usages = readItems(resource.object, ["spec", "usages"]);
    const each = (valueOf(usages) ?? []).map((path) => readString(resource.object, path));
    const signs = each.find((usage) => valueOf(usage) === "cert sign");
    const path = valueOf(isCA) === true ? isCA.path : signs?.path;
    if (path !== undefined) {
        yield violation(
            resource,
            path,
            "asks an issuer of several namespaces for a CA, which could make certificates in all of their names",
            "ask for a certificate that signs nothing: leave out isCA and the usage cert sign",
        );
        return;
    }
    const doubt = [isCA, usages, ...each].find(isUnsettled);
    if (doubt !== undefined) {
        yield unsettled(resource, doubt);
    }
}
