/** Requests below one public address, as the access model allows them. */
export interface PublicPrefix {
    host: string;
    /** Begins and ends in a slash. */
    prefix: string;
    /** `namespace/workload` behind it. */
    workload: string;
    /** Whether all else below the prefix is denied. */
    restricted: boolean;
    /** Paths on the host that a GET may ask for; a path that ends in a slash stands for all below. */
    paths: string[];
}

/** What the access model says about the way in. */
export interface PublicAccess {
    prefixes: PublicPrefix[];
    /** Whether the ingress asks somebody who a user is. */
    authenticated: boolean;
    /** Workloads, `namespace/workload`, that only others in the cluster may call. */
    internal: string[];
}

const arrow = " → ";
const publicCaller = /^https:\/\/([^/]+)(\/.*)$/;
const calledPort = /^([^/*]+\/[^/*]+):[^:]+$/;

/**
 * Reads the access matrix, the stack's output `access`: by call, which requests are allowed.
 *
 * @throws Error naming the first entry that is none of a matrix
 */
export function readPublicAccess(matrix: Readonly<Record<string, unknown>>): PublicAccess {
    const prefixes: PublicPrefix[] = [];
    const called = new Set<string>();
    let authenticated = false;
    for (const [call, requests] of Object.entries(matrix)) {
        const [caller, target, ...more] = call.split(arrow);
        if (caller === undefined || target === undefined || more.length > 0) {
            throw new Error(`"${call}" is not a call of the form "CALLER${arrow}CALLED"`);
        }
        if (typeof requests !== "string") {
            throw new Error(`"${call}" does not say in a text which requests are allowed`);
        }
        authenticated ||= requests.split(", ").includes("asks who a user is");
        const workload = calledPort.exec(target)?.[1];
        const [, host, prefix] = publicCaller.exec(caller) ?? [];
        if (workload !== undefined) {
            called.add(workload);
            if (host !== undefined && prefix !== undefined) {
                prefixes.push({ host, prefix, workload, ...readRequests(prefix, requests) });
            }
        }
    }
    const isPublic = new Set(prefixes.map(({ workload }) => workload));
    const internal = [...called].filter((workload) => !isPublic.has(workload)).sort();
    return { prefixes, authenticated, internal };
}

/** `/center/*, GET /edge/*`, `every request`, `shop.Cart/Get`; or what is only being tried out. */
function readRequests(
    prefix: string,
    requests: string,
): Pick<PublicPrefix, "restricted" | "paths"> {
    const texts = requests.split(", ");
    const isOpen = texts.some((it) => it === "every request" || it.startsWith("tried out until "));
    const paths = texts.flatMap((text) => {
        const path = /^(?:GET )?\/(\S*?)\*?$/.exec(text)?.[1];
        return path === undefined ? [] : [`${prefix}${path}`];
    });
    return { restricted: !isOpen, paths: texts.includes("every request") ? [prefix] : paths };
}
