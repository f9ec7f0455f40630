import { createHash } from "node:crypto";

/** Made-up values that are the same whenever they are asked for with the same parts. */
function digest(...parts: readonly string[]): Buffer {
    return createHash("sha256").update(parts.join("\0")).digest();
}

/** A UUID, as clouds give them. */
export function stableUuid(...parts: readonly string[]): string {
    const hex = digest("uuid", ...parts).toString("hex");
    return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
    ].join("-");
}

/** `length` hexadecimal digits, at most 64. */
export function stableHex(length: number, ...parts: readonly string[]): string {
    return digest("hex", ...parts)
        .toString("hex")
        .slice(0, length);
}

/** A number from 0 up to, and without, `limit`. */
export function stableNumber(limit: number, ...parts: readonly string[]): number {
    return digest("number", ...parts).readUInt32BE() % limit;
}

/** An address out of TEST-NET-3, which RFC 5737 keeps for documentation: nothing answers there. */
export function documentationAddress(...parts: readonly string[]): string {
    return `203.0.113.${1 + stableNumber(254, "address", ...parts)}`;
}
