import type { Authentication, Authorization, Caller, Reason } from "./client";
import { cidrWithin, networkContains, type Network } from "./network";

/** A set of callers: by identity, by the end of an identity, or anybody, from some networks. */
export interface Source {
    /** `anybody` needs no identity; `ending` holds for identities with that ending. */
    who: { identity: string } | { ending: string } | "anybody";
    /** Undefined for every address. */
    networks: readonly Network[] | undefined;
    /** The objects that let these callers in. */
    because: readonly Omit<Reason, "why">[];
}

/** The callers that some authorizations let in, less those that others of them cover. */
export function sourcesOf(
    authorizations: readonly Authorization[],
    callerAddress: string,
): readonly Source[] {
    const all = authorizations.flatMap((authorization): Source[] => {
        const { kind, namespace, name, networks, through } = authorization;
        const everywhere = ["0.0.0.0/0", "::/0"].every((block) =>
            networks.some(({ cidr, except }) => cidr.text === block && except.length === 0),
        );
        return callersOf(authorization.authentication).map((who) => ({
            who,
            networks: everywhere ? undefined : networks,
            because: [{ kind, namespace, name }, ...through],
        }));
    });
    return widest(all, callerAddress);
}

/** Sources that no other one covers; the first of equals. */
function widest(sources: readonly Source[], callerAddress: string): Source[] {
    // Most sources are single identities, which would make comparing all with all too much.
    const broad = sources.filter(({ who }) => who === "anybody" || "ending" in who);
    const identities = new Map<string, Source[]>();
    const kept: Source[] = [];
    for (const source of sources) {
        const same =
            source.who !== "anybody" && "identity" in source.who
                ? (identities.get(source.who.identity) ?? [])
                : [];
        const index = broad.indexOf(source);
        const covered =
            same.some((other) => covers(other, source, callerAddress)) ||
            broad.some(
                (other, otherIndex) =>
                    other !== source &&
                    covers(other, source, callerAddress) &&
                    (index === -1 || otherIndex < index || !covers(source, other, callerAddress)),
            );
        if (covered) {
            continue;
        }
        kept.push(source);
        if (source.who !== "anybody" && "identity" in source.who) {
            identities.set(source.who.identity, [...same, source]);
        }
    }
    return kept;
}

function callersOf(authentication: Authentication): Source["who"][] {
    if (authentication === "unauthenticated") {
        return ["anybody"];
    }
    if (authentication === "tls") {
        return [{ ending: "" }];
    }
    return [
        ...authentication.suffixes.map((ending) => ({ ending })),
        ...[...authentication.exact].map((identity) => ({ identity })),
    ];
}

/** Whether every caller of one source is also one of the other. */
export function covers(wide: Source, narrow: Source, callerAddress: string): boolean {
    return coversWho(wide.who, narrow.who) && coversNetworks(wide, narrow, callerAddress);
}

/** Whether a caller is among those of a source. */
export function includes({ who, networks }: Source, { identity, address }: Caller): boolean {
    const known =
        who === "anybody" ||
        (identity !== undefined &&
            ("identity" in who ? who.identity === identity : identity.endsWith(who.ending)));
    return (
        known &&
        (networks === undefined || networks.some((network) => networkContains(network, address)))
    );
}

function coversWho(wide: Source["who"], narrow: Source["who"]): boolean {
    if (wide === "anybody") {
        return true;
    }
    if (narrow === "anybody") {
        return false;
    }
    if ("identity" in wide) {
        return "identity" in narrow && wide.identity === narrow.identity;
    }
    return ("identity" in narrow ? narrow.identity : narrow.ending).endsWith(wide.ending);
}

function coversNetworks(wide: Source, narrow: Source, callerAddress: string): boolean {
    const { networks } = wide;
    if (networks === undefined) {
        return true;
    }
    if (narrow.networks === undefined) {
        // Who has an identity calls from within the cluster.
        return (
            narrow.who !== "anybody" &&
            networks.some((network) => networkContains(network, callerAddress))
        );
    }
    return (
        narrow.networks.every(({ cidr }) =>
            networks.some(
                (network) => network.except.length === 0 && cidrWithin(cidr, network.cidr),
            ),
        ) || sameNetworks(networks, narrow.networks)
    );
}

function sameNetworks(left: readonly Network[], right: readonly Network[]): boolean {
    const text = (networks: readonly Network[]): string =>
        networks
            .map(
                ({ cidr, except }) => `${cidr.text}-${except.map((block) => block.text).join("-")}`,
            )
            .sort()
            .join();
    return text(left) === text(right);
}

/**
 * How people read a source: `faces/gui`, `faces/*`, `*` for any identity, `unauthenticated` for
 * anybody, each with `@` and networks where only some addresses may call.
 *
 * @param identityEnding what identities of the mesh have after the name of their namespace.
 */
export function sourceText({ who, networks }: Source, identityEnding: string): string {
    const at =
        networks === undefined
            ? ""
            : `@${networks
                  .map(({ cidr, except }) =>
                      [cidr.text, ...except.map((block) => `-${block.text}`)].join(""),
                  )
                  .join(",")}`;
    if (who === "anybody") {
        return `unauthenticated${at}`;
    }
    if ("identity" in who) {
        const local = who.identity.endsWith(identityEnding)
            ? who.identity.slice(0, -identityEnding.length)
            : undefined;
        const dot = local?.lastIndexOf(".") ?? -1;
        return local === undefined || dot === -1
            ? `${who.identity}${at}`
            : `${local.slice(dot + 1)}/${local.slice(0, dot)}${at}`;
    }
    if (who.ending === "") {
        return `*${at}`;
    }
    const namespace = who.ending.endsWith(identityEnding)
        ? who.ending.slice(1, -identityEnding.length)
        : "";
    return namespace === "" || namespace.includes(".")
        ? `*${who.ending}${at}`
        : `${namespace}/*${at}`;
}
