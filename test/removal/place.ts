/** Where in the rules' sources a verdict is reported: `rules/cld/cld-01/preview.ts:43`. */
const PLACE = Symbol("place");

interface Placed {
    readonly [PLACE]?: string;
}

/** The verdict, which remembers its place; a copy of it does, too. */
export function at<T extends object>(place: string, verdict: T): T {
    return { ...verdict, [PLACE]: place };
}

export function placeOf(verdict: object): string | undefined {
    return (verdict as Placed)[PLACE];
}
