export interface ImageReference {
    /** Host and port of the registry; absent where the runtime's default applies. */
    readonly registry?: string;
    readonly repository: string;
    readonly tag?: string;
    readonly digest?: string;
}

const COMPONENT = "[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*";
const HOST_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
const REFERENCE = new RegExp(
    `^(?:(?<registry>(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[0-9a-fA-F:]+\\])(?::\\d+)?)/)?` +
        `(?<repository>${COMPONENT}(?:/${COMPONENT})*)` +
        "(?::(?<tag>\\w[\\w.-]{0,127}))?" +
        "(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$",
);

/**
 * Reads an image reference by the grammar of the distribution specification; `undefined` where it
 * is none. The part before the first slash is a registry only if it has a dot, a port, a capital
 * letter or is `localhost`.
 */
export function parseImageReference(text: string): ImageReference | undefined {
    const { registry, repository, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
    if (repository === undefined) {
        return undefined;
    }
    const isRegistry =
        registry !== undefined && (/[.:A-Z]/.test(registry) || registry === "localhost");
    return {
        ...(isRegistry && { registry }),
        repository: registry === undefined || isRegistry ? repository : `${registry}/${repository}`,
        ...(tag !== undefined && { tag }),
        ...(digest !== undefined && { digest }),
    };
}

/**
 * Registry and repository in full, as the container runtime fills them in: `nginx` is
 * `docker.io/library/nginx`.
 */
export function repositoryOf({ registry, repository }: ImageReference): string {
    const host = (registry ?? "docker.io").toLowerCase();
    const isDockerHub = host === "docker.io" || host === "index.docker.io";
    return `${isDockerHub ? "docker.io" : host}/${isDockerHub && !repository.includes("/") ? "library/" : ""}${repository}`;
}
