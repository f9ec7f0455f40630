import { isIP, isIPv4 } from "node:net";

import type { Field } from "./field";

/** A block of addresses. */
export interface Cidr {
    version: 4 | 6;
    bits: bigint;
    prefix: number;
    text: string;
}

/** Addresses of a CIDR block, less those of some others. */
export interface Network {
    cidr: Cidr;
    except: readonly Cidr[];
}

/** A block such as 10.0.0.0/8 or fd00::/8, or a single address; undefined where it is neither. */
export function parseCidr(text: string): Cidr | undefined {
    const [address = "", length, ...rest] = text.split("/");
    const version = isIP(address);
    if (version === 0 || rest.length > 0 || address.includes("%")) {
        return undefined;
    }
    const most = version === 4 ? 32 : 128;
    if (length !== undefined && !/^\d{1,3}$/.test(length)) {
        return undefined;
    }
    const prefix = length === undefined ? most : Number(length);
    if (prefix > most) {
        return undefined;
    }
    return { version: version === 4 ? 4 : 6, bits: addressBits(address), prefix, text };
}

export function parseNetwork(cidr: string): Network {
    const parsed = parseCidr(cidr);
    if (parsed === undefined) {
        throw new RangeError(`"${cidr}" is not a network; give e.g. 10.0.0.0/8`);
    }
    return { cidr: parsed, except: [] };
}

/** Reads `cidr` and `except`, as NetworkAuthentication, ServerAuthorization and ipBlock have them. */
export function readNetwork(field: Field): Network | undefined {
    const cidr = readCidr(field.at("cidr"));
    const except = field
        .at("except")
        .items()
        .flatMap((item) => readCidr(item) ?? []);
    return cidr === undefined ? undefined : { cidr, except };
}

function readCidr(field: Field): Cidr | undefined {
    const text = field.requiredString();
    const cidr = parseCidr(text);
    if (cidr === undefined && text !== "") {
        field.report(`"${text}" is not a network; give e.g. 10.0.0.0/8`);
    }
    return cidr;
}

export function networkContains({ cidr, except }: Network, address: string): boolean {
    return cidrContains(cidr, address) && !except.some((block) => cidrContains(block, address));
}

export function networkText({ cidr, except }: Network): string {
    return except.length === 0
        ? cidr.text
        : `${cidr.text} except ${except.map(({ text }) => text).join(", ")}`;
}

export function isLoopback(address: string): boolean {
    return address === "127.0.0.1" || address === "::1";
}

function cidrContains(cidr: Cidr, address: string): boolean {
    if (isIP(address) !== cidr.version) {
        return false;
    }
    const shift = BigInt((cidr.version === 4 ? 32 : 128) - cidr.prefix);
    return addressBits(address) >> shift === cidr.bits >> shift;
}

/** Whether one block lies within another. */
export function cidrWithin(inner: Cidr, outer: Cidr): boolean {
    if (inner.version !== outer.version || inner.prefix < outer.prefix) {
        return false;
    }
    const shift = BigInt((outer.version === 4 ? 32 : 128) - outer.prefix);
    return inner.bits >> shift === outer.bits >> shift;
}

/** Networks that two lists have in common; undefined is every address. */
export function overlap(
    left: readonly Network[] | undefined,
    right: readonly Network[] | undefined,
): readonly Network[] | undefined {
    if (left === undefined || right === undefined) {
        return left ?? right;
    }
    return left.flatMap((one) =>
        right.flatMap((other): Network[] => {
            const except = [...one.except, ...other.except];
            return cidrWithin(one.cidr, other.cidr)
                ? [{ cidr: one.cidr, except }]
                : cidrWithin(other.cidr, one.cidr)
                  ? [{ cidr: other.cidr, except }]
                  : [];
        }),
    );
}

function addressBits(address: string): bigint {
    if (isIPv4(address)) {
        return address.split(".").reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);
    }
    // A trailing IPv4 part stands for two groups.
    const hex = address.replace(/[^:]+\.[^:]+$/, (tail) => {
        const bits = addressBits(tail);
        return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
    });
    const [head = "", tail] = hex.split("::");
    const left = head === "" ? [] : head.split(":");
    const right = tail === undefined || tail === "" ? [] : tail.split(":");
    const zeros = new Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
    return [...left, ...zeros, ...right].reduce(
        (bits, group) => (bits << 16n) | BigInt(`0x${group}`),
        0n,
    );
}
