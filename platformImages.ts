import {
    emissaryImages,
    emissaryNamespace,
    emissaryRelease,
    externalAuthImage,
    externalAuthName,
    facesImage,
    facesWorkloadNames,
    imageRefusals,
    ingressWorkloadNames,
    type Problem,
    proxyImage,
    type WorkloadImage,
} from "./components/index";
import type { Settings } from "./config/settings";

/** The workloads outside the exempt namespaces, by whose names `imageDigests` has digests. */
export const imageNames = [...facesWorkloadNames, ...ingressWorkloadNames] as const;

/** An image that pods outside the exempt namespaces run. */
export interface PlatformImage extends WorkloadImage {
    /** Configuration key that names registry and repository; absent where nobody may. */
    repositoryKey?: string;
    /** Configuration key that names tag and digest; absent where `imageDigests` would. */
    tagKey?: string;
}

type ImageSettings = Pick<Settings, "faces" | "auth" | "emissary" | "charts">;

/** Every image outside the exempt namespaces. */
export function platformImages({ faces, auth, emissary, charts }: ImageSettings): PlatformImage[] {
    const injected = proxyImage(charts.linkerdControlPlane);
    const proxy = "charts.linkerdControlPlane.values.proxy.image";
    const value = (path: string | undefined) => path && `charts.emissaryIngress.values.${path}`;
    return [
        ...facesWorkloadNames.map((workload) => ({
            namespace: "faces",
            workload,
            image: facesImage(workload, faces),
        })),
        {
            namespace: emissaryNamespace,
            workload: externalAuthName,
            image: externalAuthImage(auth),
        },
        ...emissaryImages({ ...emissary, ingressChart: charts.emissaryIngress }).map(
            ({ image, repositoryValue, tagValue }) => ({
                namespace: emissaryNamespace,
                workload: emissaryRelease,
                image,
                repositoryKey: value(repositoryValue),
                tagKey: value(tagValue),
            }),
        ),
        ...(injected === undefined
            ? []
            : [
                  {
                      namespace: "",
                      workload: "",
                      image: injected,
                      isInjected: true,
                      repositoryKey: `${proxy}.name`,
                      tagKey: `${proxy}.version`,
                  },
              ]),
    ];
}

/** What admission refuses of the platform's own images: not at once, but whenever pods are made. */
export function imageProblems(settings: ImageSettings & Pick<Settings, "admission">): Problem[] {
    return platformImages(settings).flatMap((image) => {
        const broken = imageRefusals(image, settings.admission).map(({ id }) => id);
        // A digest is what both rules on tags accept.
        const onTag = ["SC-02", "SC-01"].filter((id) => broken.includes(id)).slice(0, 1);
        const onRepository = broken.filter((id) => id === "SC-03");
        const { tagKey, repositoryKey } = image;
        return tagKey === repositoryKey
            ? refused(image, tagKey, [...onTag, ...onRepository])
            : [...refused(image, tagKey, onTag), ...refused(image, repositoryKey, onRepository)];
    });
}

function refused(
    { image, workload }: PlatformImage,
    key: string | undefined,
    rules: string[],
): Problem[] {
    if (rules.length === 0) {
        return [];
    }
    const named = rules.join(" and ");
    return [
        {
            path: key ?? `imageDigests.${workload}`,
            ...(key !== undefined && { value: image }),
            reason: `${key === undefined ? `is not set, and ${image} ` : ""}is refused by ${named} at admission, so that no restart, drain or upgrade could make its pods again`,
            remedy: rules.map((rule) => remedyOf(rule, image)).join(", and "),
        },
    ];
}

function remedyOf(rule: string, image: string): string {
    switch (rule) {
        case "SC-01":
            return "name the version, or better the digest";
        case "SC-02":
            return `review it and give its digest, which docker buildx imagetools inspect ${image} prints`;
        default:
            return "take it from an allowed registry, or add its registry to admission.allowedRegistries";
    }
}
