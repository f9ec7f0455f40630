export interface PortRange {
    readonly from: number;
    readonly to: number;
}

/** Reads `8080,8443` and `6000-7000`; `undefined` where it is neither. */
export function parsePorts(text: string): PortRange[] | undefined {
    const ranges: PortRange[] = [];
    for (const part of text.split(",").map((piece) => piece.trim())) {
        const [, first, last] = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(part) ?? [];
        const from = Number(first);
        const to = Number(last ?? first);
        if (first === undefined || from > to || to > 65535) {
            return undefined;
        }
        ranges.push({ from, to });
    }
    return ranges;
}

export function includesPort(ranges: readonly PortRange[], port: number): boolean {
    return ranges.some(({ from, to }) => from <= port && port <= to);
}
