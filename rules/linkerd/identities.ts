import { type Settings } from "../settings";

/** A mesh identity of Linkerd: `face.faces.serviceaccount.identity.linkerd.cluster.local`. */
export interface Identity {
    readonly serviceAccount: string;
    readonly namespace: string;
}

export function identityEnding({ controlPlaneNamespace, trustDomain }: Settings): string {
    return `.serviceaccount.identity.${controlPlaneNamespace}.${trustDomain}`;
}

/** The ServiceAccount of an identity of the mesh; `undefined` where it is none. */
export function parseIdentity(text: string, settings: Settings): Identity | undefined {
    const ending = identityEnding(settings);
    if (!text.endsWith(ending)) {
        return undefined;
    }
    // A ServiceAccount's name can have dots, that of a Namespace cannot.
    const [, serviceAccount, namespace] =
        /^([a-z0-9](?:[-a-z0-9.]*[a-z0-9])?)\.([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)$/.exec(
            text.slice(0, -ending.length),
        ) ?? [];
    return serviceAccount === undefined || namespace === undefined
        ? undefined
        : { serviceAccount, namespace };
}
