/** Where a value is: `["spec", "template", "spec", "containers", 0, "image"]`. */
export type Path = readonly (string | number)[];

/** Writes a path as people write it: `metadata.annotations["linkerd.io/inject"]`. */
export function formatPath(path: Path): string {
    return path
        .map((step, index) => {
            if (typeof step === "number") {
                return `[${step}]`;
            }
            if (!/^[A-Za-z_$][\w$-]*$/.test(step)) {
                return `["${step}"]`;
            }
            return index === 0 ? step : `.${step}`;
        })
        .join("");
}

/** The path that `formatPath` wrote. */
export function parsePath(text: string): Path {
    const steps = text.matchAll(/\[(\d+)\]|\["(.*?)"\](?=\.|\[|$)|\.?([A-Za-z_$][\w$-]*)/gy);
    return [...steps].map(([, index, quoted, plain]) =>
        index === undefined ? (quoted ?? plain ?? "") : Number(index),
    );
}
