import type { ChartOverride, ChartValues } from "../chartRelease";
import { isPlain, textAt, valueAt } from "../chartValues";
import { imageDigestProblems, reviewedImage } from "../imageDigest";
import type { Problem } from "../validation";
import { charts } from "zero-trust-rules";

/** What decides which image Emissary runs. */
export interface EmissaryImageArgs {
    /**
     * Digest of the image that was reviewed: `sha256:` and 64 hexadecimal digits. Default: none, so
     * that the registry decides what the tag is.
     */
    imageDigest?: string;
    /** Changes to the ingress chart. */
    ingressChart?: ChartOverride;
}

/** An image that a chart's pods run, and the values of the stack that name it. */
export interface ChartImage {
    image: string;
    /** Path of the value that names registry and repository; absent where the chart does. */
    repositoryValue?: string;
    /** Path of the value that names tag and digest; absent where chart and component do. */
    tagValue?: string;
}

/** Values of the chart by which its image is the reviewed one; none where no digest is known. */
export function emissaryImageValues(args: EmissaryImageArgs): ChartValues {
    return args.imageDigest === undefined ? {} : { image: { tag: defaultTag(args) } };
}

/** The problems of a digest, and of one that the stack's own values put out of force. */
export function emissaryImageProblems(args: EmissaryImageArgs): Problem[] {
    const { imageDigest } = args;
    const problems = imageDigestProblems("imageDigest", imageDigest);
    const ingress = ingressImage(args);
    return problems.length > 0 ||
        imageDigest === undefined ||
        ingress?.tagValue === undefined ||
        ingress.image.endsWith(`@${imageDigest}`)
        ? problems
        : [
              {
                  path: "imageDigest",
                  value: imageDigest,
                  reason: `is not what runs: the chart's value ${ingress.tagValue} names ${ingress.image}`,
                  remedy: [
                      "give the digest in ",
                      { argument: `ingressChart.values.${ingress.tagValue}` },
                      " alone, or leave that value out",
                  ],
              },
          ];
}

/**
 * The images of the pods that Emissary's chart makes, that of the ingress first, as its templates
 * name them. What depends on an output is not among them.
 */
export function emissaryImages(args: EmissaryImageArgs): ChartImage[] {
    const { values = {} } = args.ingressChart ?? {};
    const ingress = ingressImage(args);
    return [
        ...(ingress === undefined ? [] : [ingress]),
        ...["initContainers", "sidecarContainers"].flatMap((list) => containerImages(values, list)),
    ];
}

function ingressImage(args: EmissaryImageArgs): ChartImage | undefined {
    const { values = {} } = args.ingressChart ?? {};
    const named = (...paths: string[]): NamedText | undefined =>
        paths
            .map((path) => ({ path, text: textAt(values, ...path.split(".")) }))
            .find(({ text }) => text !== "");
    if (!isPlain([values.image, values.defaultImageRepository])) {
        return undefined;
    }
    const whole = named("image.fullImageOverride");
    if (whole !== undefined) {
        return { image: whole.text, repositoryValue: whole.path, tagValue: whole.path };
    }
    const repository = named("image.repository", "defaultImageRepository");
    const tag = named("image.tag");
    return {
        image: `${repository?.text ?? defaultRepository}:${tag?.text ?? defaultTag(args)}`,
        repositoryValue: repository?.path,
        tagValue: tag?.path,
    };
}

interface NamedText {
    path: string;
    text: string;
}

function containerImages(values: ChartValues, list: string): ChartImage[] {
    const containers = valueAt(values, list);
    return (Array.isArray(containers) ? (containers as unknown[]) : []).flatMap(
        (container, index) => {
            const image = textAt(container, "image");
            const value = `${list}[${index}].image`;
            return image === "" ? [] : [{ image, repositoryValue: value, tagValue: value }];
        },
    );
}

const defaultRepository = "ghcr.io/emissary-ingress/emissary";

/** Emissary numbers its chart as its image. */
function defaultTag({ imageDigest, ingressChart }: EmissaryImageArgs): string {
    const tag = ingressChart?.version ?? charts.emissaryIngress.appVersion;
    return reviewedImage(tag, imageDigest);
}
