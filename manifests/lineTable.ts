/** The lines of a text, which are found when one is asked for. */
export class LineTable {
    private starts: number[] | undefined;

    constructor(private readonly text: string) {}

    /** The line, from 1 on, of an offset in the text. */
    at(offset: number): number {
        const starts = (this.starts ??= startsIn(this.text));
        let low = 0;
        let high = starts.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if ((starts[middle] ?? 0) <= offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

function startsIn(text: string): number[] {
    const starts = [0];
    if (text.includes("\r")) {
        for (const end of text.matchAll(/\r\n|\n|\r/g)) {
            starts.push(end.index + end[0].length);
        }
        return starts;
    }
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", end + 1)) {
        starts.push(end + 1);
    }
    return starts;
}
