const SECONDS: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 1e-3,
    us: 1e-6,
    µs: 1e-6,
    μs: 1e-6,
    ns: 1e-9,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(h|ms|us|µs|μs|ns|m|s)/gy;

/** Seconds of a duration as Go writes it, `1h30m`; `undefined` where it is not one. */
export function parseDuration(text: string): number | undefined {
    const [, sign, rest] = /^([+-]?)(.+)$/.exec(text) ?? [];
    if (rest === undefined) {
        return undefined;
    }
    if (rest === "0") {
        return 0;
    }
    const parts = [...rest.matchAll(PART)];
    const read = parts.reduce((length, [part]) => length + part.length, 0);
    if (parts.length === 0 || read !== rest.length) {
        return undefined;
    }
    const seconds = parts.reduce(
        (sum, [, number, unit]) => sum + Number(number) * (SECONDS[unit ?? ""] ?? Number.NaN),
        0,
    );
    return sign === "-" ? -seconds : seconds;
}
