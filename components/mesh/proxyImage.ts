import type { ChartOverride } from "../chartRelease";
import { isPlain, textAt, valueAt } from "../chartValues";
import { type Problem, Problems } from "../validation";
import { charts } from "zero-trust-rules";

/**
 * The image that Linkerd's injector adds to pods, as the control plane's chart names it; undefined
 * where an output decides it.
 */
export function proxyImage({ values = {} }: ChartOverride = {}): string | undefined {
    const image = valueAt(values, "proxy", "image");
    const known = [values.proxy, values.linkerdVersion].every(isPlain);
    const name = textAt(image, "name") || "cr.l5d.io/linkerd/proxy";
    const version =
        textAt(image, "version") ||
        textAt(values, "linkerdVersion") ||
        charts.linkerdControlPlane.appVersion;
    return known ? `${name}:${version}` : undefined;
}

/**
 * Registry and path of the images that the injector adds, by which rules at admission know them;
 * undefined where an output decides it.
 */
export function proxyImages(controlPlaneChart?: ChartOverride): string | undefined {
    const image = proxyImage(controlPlaneChart);
    return image?.slice(0, Math.max(0, image.lastIndexOf("/")));
}

/** The problem of a proxy's image that no rule could tell from any other. */
export function proxyImageProblems({ values = {} }: ChartOverride = {}): Problem[] {
    const problems = new Problems();
    problems.require(proxyImages({ values }) !== "", {
        path: "values.proxy.image.name",
        value: textAt(values, "proxy", "image", "name"),
        reason: "has no registry, by which the rules at admission know what Linkerd's injector adds to pods",
        remedy: "give the name in full, e.g. registry.example.com/linkerd/proxy",
    });
    return problems.all;
}
