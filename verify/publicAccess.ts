/** Requests for one path of a host, or, where it ends in a slash and is not exact, for all below. */
export interface PublicRequests {
    host: string;
    path: string;
    exact: boolean;
}

/** What the access model says about the way in. */
export interface PublicAccess {
    /** Public addresses, each a host and a path that ends in a slash. */
    prefixes: Omit<PublicRequests, "exact">[];
    /** What a GET may ask for. */
    allowed: PublicRequests[];
    /** What may be let through, though it is not allowed, while an edge is being tried out. */
    triedOut: PublicRequests[];
    /** Whether the ingress asks somebody who a user is. */
    authenticated: boolean;
    /** Workloads, `namespace/workload`, that only others in the cluster may call. */
    internal: string[];
}

const arrow = " → ";
const publicCaller = /^https:\/\/([^/]+)(\/.*)$/;
const calledPort = /^([^/*]+\/[^/*]+):[^:]+$/;

/**
 * Reads the access matrix, the stack's output `access`: by call, which requests are allowed. It does
 * not tell gRPC from other requests where it says `every request`.
 *
 * @throws Error naming the first entry that is none of a matrix
 */
export function readPublicAccess(matrix: Readonly<Record<string, unknown>>): PublicAccess {
    const access: PublicAccess = {
        prefixes: [],
        allowed: [],
        triedOut: [],
        authenticated: false,
        internal: [],
    };
    const called = new Set<string>();
    const fromOutside = new Set<string>();
    for (const [call, requests] of Object.entries(matrix)) {
        const [caller, target, ...more] = call.split(arrow);
        if (caller === undefined || target === undefined || more.length > 0) {
            throw new Error(`"${call}" is not a call of the form "CALLER${arrow}CALLED"`);
        }
        if (typeof requests !== "string") {
            throw new Error(`"${call}" does not say in a text which requests are allowed`);
        }
        const texts = requests.split(", ");
        access.authenticated ||= texts.includes("asks who a user is");
        const workload = calledPort.exec(target)?.[1];
        const [, host, prefix] = publicCaller.exec(caller) ?? [];
        if (workload !== undefined) {
            called.add(workload);
        }
        if (workload !== undefined && host !== undefined && prefix !== undefined) {
            fromOutside.add(workload);
            access.prefixes.push({ host, path: prefix });
            access.allowed.push(...texts.flatMap((text) => readRequests(host, prefix, text)));
            if (texts.some((text) => text.startsWith("tried out until "))) {
                access.triedOut.push({ host, path: prefix, exact: false });
            }
        }
    }
    access.internal = [...called].filter((workload) => !fromOutside.has(workload)).sort();
    return access;
}

/** `every request`, `/center/*`, `GET /ready`; nothing where it takes another method, or gRPC. */
function readRequests(host: string, prefix: string, text: string): PublicRequests[] {
    const [, path, star] =
        text === "every request" ? ["", "", "*"] : (/^(?:GET )?\/(\S*?)(\*?)$/.exec(text) ?? []);
    return path === undefined ? [] : [{ host, path: `${prefix}${path}`, exact: star !== "*" }];
}

/** Whether requests for `path` are among `requests`: below `/a/` is `/a`, too. */
export function covers(requests: PublicRequests, path: string): boolean {
    return requests.exact ? path === requests.path : `${path}/`.startsWith(requests.path);
}
