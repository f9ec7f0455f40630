import type { Path } from "zero-trust-manifests";
import {
    certificatesOf,
    isIssuer,
    issuersFor,
    issuersOf,
    secretsNamed,
} from "../../certificates/certManager";
import { selects } from "../../kubernetes/labelSelector";
import {
    type Json,
    UNKNOWN,
    isUnsettled,
    peek,
    read,
    readBoolean,
    readItems,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource, isKind, nameOf, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { secretEntry } from "../../kubernetes/secretData";
import { type Settings } from "../../settings";
import { readStrings } from "../../reading/stringList";

const ACME = ["spec", "acme"];
const SOLVERS = [...ACME, "solvers"];
/** Hosts of ACME test environments: Let's Encrypt's, Google's, Buypass' and Pebble. */
const TEST_HOST = /(?:^|\.)(?:acme-staging(?:-v\d+)?|staging|test-api|test\d+|pebble)(?:\.|$)/;

export const preview: Preview = {
    settings: ["environment"],
    resource: {
        policy: "pki-10-acme-by-dns-01",
        demand: "Every ACME issuer verifies its server, proves names by DNS-01, and in production is not a test environment.",
        appliesTo: isIssuer,
        *check(resource, settings) {
            const acme = read(resource.object, ACME);
            if (isUnsettled(acme)) {
                yield unsettled(resource, acme);
            } else if (acme.state === "known") {
                yield* server(resource, settings);
                yield* solvers(resource);
            }
        },
    },
    stack: {
        policy: "pki-10-solvers-are-usable",
        demand: "The token of every DNS-01 solver is where its issuer looks for it, and every Certificate of an ACME issuer has a solver for each of its names.",
        *check(index) {
            for (const issuer of issuersOf(index)) {
                for (const solver of solversOf(issuer)) {
                    yield* token(issuer, solver, index);
                }
            }
            for (const certificate of certificatesOf(index)) {
                for (const issuer of issuersFor(certificate, index)) {
                    yield* solvable(certificate, issuer);
                }
            }
        },
    },
};

function* server(resource: Resource, { environment }: Settings): Generator<Verdict> {
    const url = readString(resource.object, [...ACME, "server"]);
    if (isUnsettled(url)) {
        yield unsettled(resource, url);
    } else if (url.state === "known") {
        const parsed = URL.canParse(url.value) ? new URL(url.value) : undefined;
        if (parsed?.protocol !== "https:") {
            yield violation(
                resource,
                url.path,
                `has the ACME server "${url.value}", which is not an https URL`,
                "give the CA's directory, e.g. https://acme-v02.api.letsencrypt.org/directory",
            );
        } else if (environment === "production" && TEST_HOST.test(parsed.hostname)) {
            yield violation(
                resource,
                url.path,
                `has the test environment ${parsed.hostname} issue, whose certificates nobody trusts`,
                "give the CA's production directory",
            );
        }
    }
    const skip = readBoolean(resource.object, [...ACME, "skipTLSVerify"]);
    if (isUnsettled(skip)) {
        yield unsettled(resource, skip);
    } else if (skip.state === "known" && skip.value) {
        yield violation(
            resource,
            skip.path,
            "believes any server to be its CA",
            "remove skipTLSVerify",
        );
    }
}

function* solvers(resource: Resource): Generator<Verdict> {
    const list = readItems(resource.object, SOLVERS);
    if (isUnsettled(list)) {
        yield unsettled(resource, list);
        return;
    }
    const paths = valueOf(list) ?? [];
    if (paths.length === 0) {
        yield violation(resource, SOLVERS, "has no solver, so that it can prove no name");
    }
    for (const path of paths) {
        const http01 = read(resource.object, [...path, "http01"]);
        const dns01 = read(resource.object, [...path, "dns01"]);
        if (http01.state === "known") {
            yield violation(
                resource,
                http01.path,
                "proves names by HTTP-01, which needs a public path in cleartext past authentication",
            );
        } else if (isUnsettled(dns01)) {
            yield unsettled(resource, dns01);
        } else if (isUnsettled(http01)) {
            yield unsettled(resource, http01);
        } else if (dns01.state === "absent") {
            yield violation(resource, path, "has a solver that proves nothing");
        }
    }
}

function solversOf(issuer: Resource): readonly Path[] {
    return valueOf(readItems(issuer.object, SOLVERS)) ?? [];
}

/** A reference to a Secret, as all of cert-manager's DNS providers write it. */
function tokenPathsOf({ object }: Resource, solver: Path): Path[] {
    const dns01 = peek(object, [...solver, "dns01"]);
    const paths: Path[] = [];
    for (const provider of keysOf(dns01)) {
        for (const key of keysOf(peek(dns01, [provider]))) {
            if (key.endsWith("SecretRef")) {
                paths.push([...solver, "dns01", provider, key]);
            }
        }
    }
    return paths;
}

function keysOf(value: Json): readonly string[] {
    return typeof value === "object" && value !== null && value !== UNKNOWN
        ? Object.keys(value)
        : [];
}

function* token(issuer: Resource, solver: Path, index: ResourceIndex): Generator<Verdict> {
    for (const path of tokenPathsOf(issuer, solver)) {
        const name = readString(issuer.object, [...path, "name"]);
        const key = readString(issuer.object, [...path, "key"]);
        if (isUnsettled(name)) {
            yield unsettled(issuer, name);
            continue;
        }
        const secrets = secretsNamed(index, valueOf(name));
        const isCluster = isKind(issuer.type, "cert-manager.io", "ClusterIssuer");
        const home = namespaceOf(issuer);
        const inReach = secrets.filter((secret) => {
            const namespace = namespaceOf(secret);
            return (
                isCluster ||
                isUnsettled(namespace) ||
                isUnsettled(home) ||
                valueOf(namespace) === valueOf(home)
            );
        });
        if (secrets.length > 0 && inReach.length === 0) {
            yield violation(
                issuer,
                name.path,
                `reads Secret "${valueOf(name) ?? ""}" in its own namespace, and the stack makes it elsewhere`,
                "make the Secret in the issuer's namespace",
            );
        } else if (key.state === "known" && inReach.length === 1) {
            const entries = inReach.map((secret) => secretEntry(secret, key.value));
            if (entries.every(({ state }) => state === "absent")) {
                yield violation(
                    issuer,
                    key.path,
                    `reads key "${key.value}" of Secret "${valueOf(name) ?? ""}", which has no such key`,
                    "name a key that the Secret has",
                );
            }
        }
    }
}

/** Each name needs a solver whose selector takes it; a solver without a selector takes them all. */
function* solvable(certificate: Resource, issuer: Resource): Generator<Verdict> {
    const solvers = solversOf(issuer);
    if (solvers.length === 0) {
        return;
    }
    for (const { path, value } of readStrings(certificate.object, ["spec", "dnsNames"]).texts) {
        const answers = solvers.map((solver) =>
            takes(peek(issuer.object, [...solver, "selector"]), value, certificate),
        );
        if (answers.every((answer) => answer === false)) {
            yield violation(
                certificate,
                path,
                `is for "${value}", for which its issuer "${valueOf(nameOf(issuer)) ?? ""}" has no solver`,
                "add the name, or its zone, to the selector of one of the issuer's solvers",
            );
        }
    }
}

function takes(selector: Json, name: string, certificate: Resource): boolean | typeof UNKNOWN {
    const names = peek(selector, ["dnsNames"]);
    const zones = peek(selector, ["dnsZones"]);
    const labels = peek(selector, ["matchLabels"]);
    if ([selector, names, zones, labels].includes(UNKNOWN)) {
        return UNKNOWN;
    }
    const some = (list: Json, test: (item: string) => boolean): boolean | typeof UNKNOWN =>
        !Array.isArray(list) || list.length === 0
            ? true
            : list.some((item) => typeof item === "string" && test(item)) ||
              (list.includes(UNKNOWN) ? UNKNOWN : false);
    const bare = name.replace(/^\*\./, "");
    const answers = [
        some(names, (each) => each === name),
        some(zones, (zone) => bare === zone || bare.endsWith(`.${zone}`)),
        selects({ matchLabels: labels }, peek(certificate.object, ["metadata", "labels"])),
    ];
    return answers.includes(false) ? false : answers.includes(UNKNOWN) ? UNKNOWN : true;
}
