import * as pulumi from "@pulumi/pulumi";
import type { AccessModel } from "zero-trust-access";

import { accessProblems, missingProblems } from "../accessModel";
import { imageDigestProblems, reviewedImage } from "../imageDigest";
import { type Problem, valid } from "../validation";
import { MeshedNamespace } from "./meshedNamespace";
import { MeshedWorkload } from "./meshedWorkload";

/** Arguments of `Faces`. */
export interface FacesArgs extends FacesImageArgs {
    /** Who may call whom; it has the namespace and the workloads of `facesWorkloads`. */
    access: AccessModel;
    /** Namespace. Default: `faces`. */
    namespace?: string;
    /** Replicas of each workload. Default: 1. */
    replicas?: number;
}

/** What decides which images Faces runs. */
export interface FacesImageArgs {
    /** Repository that the images are in. Default: `ghcr.io/buoyantio`. */
    imageRepository?: string;
    /** Tag of the images. Default: `2.0.0`. */
    imageTag?: string;
    /**
     * By workload, the digest of the image that was reviewed: `sha256:` and 64 hexadecimal digits.
     * Default: none, so that the registry decides what the tag is.
     */
    imageDigests?: Partial<Record<FacesWorkloadName, string>>;
}

/** The workloads of Faces. */
export const facesWorkloadNames = ["faces-gui", "face", "smiley", "color"] as const;
/** A workload of Faces. */
export type FacesWorkloadName = (typeof facesWorkloadNames)[number];

/** The image of a workload of Faces. */
export function facesImage(
    workload: FacesWorkloadName,
    { imageRepository, imageTag, imageDigests }: FacesImageArgs,
): string {
    const repository = imageRepository ?? "ghcr.io/buoyantio";
    const image = workload === "faces-gui" ? "faces-gui" : `faces-${workload}`;
    return reviewedImage(`${repository}/${image}:${imageTag ?? "2.0.0"}`, imageDigests?.[workload]);
}

/** Every problem of the arguments; empty when Faces can be made from them. */
export function facesProblems(args: FacesArgs): Problem[] {
    const { access, namespace = "faces", imageDigests = {} } = args;
    return [
        ...accessProblems(access),
        ...facesWorkloadNames.flatMap((workload) =>
            missingProblems(access, { namespace, workload }),
        ),
        ...facesWorkloadNames.flatMap((workload) =>
            imageDigestProblems(`imageDigests.${workload}`, imageDigests[workload]),
        ),
    ];
}

/**
 * The Faces demo application, default-deny: who may call its workloads is what the access model
 * says, and nothing else.
 */
export class Faces extends pulumi.ComponentResource {
    /** Where a browser finds its page; empty where the internet may not call it. */
    readonly urls: string[];

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: FacesArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`Faces "${name}"`, args, facesProblems(args));
        super("zero-trust-components:index:Faces", name, inputs, opts);

        const { access, namespace = "faces" } = inputs;
        const space = new MeshedNamespace(`${name}-space`, { access, namespace }, { parent: this });
        const workload = (
            short: FacesWorkloadName,
            environment: Record<string, string>,
            after: MeshedWorkload[] = [],
        ) =>
            new MeshedWorkload(
                `${name}-${short}`,
                {
                    access,
                    namespace,
                    workload: short,
                    image: facesImage(short, inputs),
                    replicas: inputs.replicas ?? 1,
                    environment: { FACES_SERVICE: short, ...environment },
                },
                { parent: this, dependsOn: [space, ...after] },
            );

        const smiley = workload("smiley", working);
        const color = workload("color", working);
        workload("face", { SMILEY_SERVICE: "smiley", COLOR_SERVICE: "color:80", ...working }, [
            smiley,
            color,
        ]);
        const gui = workload("faces-gui", {});
        this.urls = gui.urls;
        this.registerOutputs({ urls: this.urls });
    }
}

/** By default Faces fails and dawdles on purpose. */
const working = { ERROR_FRACTION: "0", DELAY_BUCKETS: "" };
