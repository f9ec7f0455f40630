import type { Problem } from "zero-trust-manifests";

const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const dnsLabel = new RegExp(`^${label}$`);
const fullyQualified = new RegExp(`^(${label}\\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`);

/** Whether `text` is a DNS label, the form of namespaces, Services and ServiceAccounts. */
export function isDnsLabel(text: string): boolean {
    return dnsLabel.test(text);
}

/** Whether `text` is a fully qualified host name in lower case, without a wildcard. */
export function isFullyQualifiedName(text: string): boolean {
    return text.length <= 253 && fullyQualified.test(text);
}

/** The problem of a host that is not a fully qualified name. */
export function hostProblems(path: string, host: string): Problem[] {
    return isFullyQualifiedName(host)
        ? []
        : [
              {
                  path,
                  value: host,
                  reason: "is not a fully qualified name in lower case",
                  remedy: "give e.g. faces.example.com",
              },
          ];
}

/** The problem of a name that is not a DNS label. */
export function labelProblems(path: string, name: string): Problem[] {
    return isDnsLabel(name)
        ? []
        : [
              {
                  path,
                  value: name,
                  reason: "is not a DNS label",
                  remedy: "use up to 63 lower-case letters, digits and dashes, e.g. faces",
              },
          ];
}
