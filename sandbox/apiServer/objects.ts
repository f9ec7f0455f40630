import { setTimeout as delay } from "node:timers/promises";
import { groupOf, versionOf, type ApiKind } from "../standins/apiResources";
import {
    at,
    isPlainObject,
    textAt,
    type PlainObject,
    type PlainValue,
} from "../standins/properties";
import { ApiError, type Client, type Impersonated } from "./client";

/** A kind as the API server serves it in one version. */
export interface ServedKind extends ApiKind {
    apiVersion: string;
    /** Whether objects have a status of their own, which only a request for it changes. */
    hasStatus: boolean;
    /** Whether all objects of the kind can be asked for. */
    canBeListed: boolean;
}

/** Names an object. */
export interface ObjectName {
    /** Undefined for what is in no namespace. */
    namespace: string | undefined;
    name: string;
}

export interface ApplyOptions {
    /** In whose name the fields are owned. */
    manager: string;
    /** Checks and defaults, but keeps nothing. */
    dryRun?: boolean;
    /** Takes over fields that others own, instead of failing with a conflict. */
    force?: boolean;
    /** Applies the status only. */
    status?: boolean;
    /** In whose name an administrator writes. */
    as?: Impersonated;
    /** Is told of each warning of the API server. */
    warned?: (text: string) => void;
}

const gone = 404;

/** Objects of an API server: server-side apply with strict validation, reads, deletes that wait. */
export class ApiObjects {
    private kinds: Promise<ServedKind[]> | undefined;
    /** A look that nobody has begun yet. */
    private next: Promise<ServedKind[]> | undefined;

    public constructor(private readonly client: Client) {}

    /** The kind as it is served, or undefined where it is not. */
    public async kind(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
        const find = (kinds: ServedKind[]) =>
            kinds.find((each) => each.apiVersion === apiVersion && each.kind === kind);
        return find(await this.served()) ?? find(await this.served({ anew: true }));
    }

    /** The kind of an object. @throws Error where it is not served */
    public async kindOf(object: PlainObject): Promise<ServedKind> {
        const apiVersion = textAt(object, "apiVersion") ?? "";
        const name = textAt(object, "kind") ?? "";
        const kind = await this.kind(apiVersion, name);
        if (kind === undefined) {
            throw new Error(`the API server has no ${name} of ${apiVersion}`);
        }
        return kind;
    }

    /** Everything that is served. */
    public served({ anew = false } = {}): Promise<ServedKind[]> {
        return this.kinds === undefined || anew ? this.look() : this.kinds;
    }

    /** Many wait for definitions at once: who comes during one look shares the next with the others. */
    private look(): Promise<ServedKind[]> {
        this.next ??= Promise.allSettled([this.kinds]).then(() => {
            this.next = undefined;
            this.kinds = this.discover();
            return this.kinds;
        });
        return this.next;
    }

    /** @throws ApiError where the API server does not take it */
    public async apply(
        kind: ServedKind,
        object: PlainObject,
        { manager, dryRun = false, force = false, status = false, as, warned }: ApplyOptions,
    ): Promise<PlainObject> {
        const name = nameOf(object, kind);
        return (await this.client.send({
            method: "PATCH",
            path: `${pathOf(kind, name)}${status ? "/status" : ""}`,
            query: {
                fieldManager: manager,
                fieldValidation: "Strict",
                force: String(force),
                ...(dryRun && { dryRun: "All" }),
            },
            contentType: "application/apply-patch+yaml",
            body: object,
            as,
            warned,
        })) as PlainObject;
    }

    public async get(kind: ServedKind, name: ObjectName): Promise<PlainObject | undefined> {
        return orGone(
            this.client.send({ method: "GET", path: pathOf(kind, name) }) as Promise<PlainObject>,
        );
    }

    /** All objects of a kind, in all namespaces. */
    public async list(kind: ServedKind): Promise<PlainObject[]> {
        const path = pathOf({ ...kind, namespaced: false }, { namespace: undefined, name: "" });
        const list = await orGone(this.client.send({ method: "GET", path }));
        const items = at(list as PlainObject | undefined, "items");
        return (Array.isArray(items) ? items : [])
            .filter((item): item is PlainObject => isPlainObject(item))
            .map((item) => ({ apiVersion: kind.apiVersion, kind: kind.kind, ...item }));
    }

    /**
     * Deletes and waits until it is gone; what is gone already is no error.
     *
     * @throws Error that names what holds it where that takes longer than two minutes
     */
    public async delete(kind: ServedKind, name: ObjectName): Promise<void> {
        const object = await this.get(kind, name);
        if (object === undefined) {
            return;
        }
        await orGone(
            this.client.send({
                method: "DELETE",
                path: pathOf(kind, name),
                query: { propagationPolicy: "Background" },
            }),
        );
        await this.untilGone(kind, name, textAt(object, "metadata", "uid"));
        if (kind.kind === "CustomResourceDefinition") {
            await this.untilServed(object, false);
        }
    }

    private async untilGone(
        kind: ServedKind,
        name: ObjectName,
        uid: string | undefined,
    ): Promise<void> {
        const since = performance.now();
        for (let pause = 20; ; pause = Math.min(pause * 2, 500)) {
            const left = await this.get(kind, name);
            if (left === undefined || textAt(left, "metadata", "uid") !== uid) {
                return;
            }
            if (performance.now() - since > 300_000) {
                const holders =
                    at(left, "metadata", "finalizers") ?? at(left, "spec", "finalizers");
                throw new Error(
                    `${kind.plural} "${name.name}" is still there five minutes after its deletion; ` +
                        `its finalizers are ${JSON.stringify(holders)}`,
                );
            }
            await delay(pause);
        }
    }

    /** Waits until a definition's kinds can be used. */
    public established(definition: PlainObject): Promise<void> {
        return this.untilServed(definition, true);
    }

    /** Discovery follows definitions with a delay. */
    private async untilServed(definition: PlainObject, wanted: boolean): Promise<void> {
        const kind = textAt(definition, "spec", "names", "kind") ?? "";
        const group = textAt(definition, "spec", "group") ?? "";
        const apiVersions = itemsOf(at(definition, "spec", "versions"))
            .filter((version) => at(version, "served") === true)
            .map((version) => `${group}/${textAt(version, "name") ?? ""}`);
        for (let waited = 0; waited < 30_000; waited += 100) {
            const served = await this.served({ anew: true });
            const known = served
                .filter((each) => each.kind === kind)
                .map((each) => each.apiVersion);
            if (apiVersions.every((apiVersion) => known.includes(apiVersion) === wanted)) {
                return;
            }
            await delay(100);
        }
        throw new Error(
            `${kind}.${group} is ${wanted ? "not served" : "still served"} half a minute after its ` +
                `definition ${wanted ? "came" : "went"}`,
        );
    }

    /** Aggregated discovery: everything in two answers. */
    private async discover(): Promise<ServedKind[]> {
        const lists = await Promise.all(
            ["/api", "/apis"].map((path) =>
                this.client.send({
                    method: "GET",
                    path,
                    accept: "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
                }),
            ),
        );
        return lists.flatMap((list) => servedKinds(list as PlainObject));
    }
}

function servedKinds(list: PlainObject): ServedKind[] {
    return itemsOf(list.items).flatMap((group) =>
        itemsOf(at(group, "versions")).flatMap((version) => {
            const groupName = textAt(group, "metadata", "name") ?? "";
            const versionName = textAt(version, "version") ?? "";
            return itemsOf(at(version, "resources")).map((resource) => ({
                apiVersion: groupName === "" ? versionName : `${groupName}/${versionName}`,
                group: groupName,
                kind: textAt(resource, "responseKind", "kind") ?? "",
                plural: textAt(resource, "resource") ?? "",
                namespaced: textAt(resource, "scope") === "Namespaced",
                hasStatus: itemsOf(at(resource, "subresources")).some(
                    (each) => textAt(each, "subresource") === "status",
                ),
                canBeListed: itemsOf(at(resource, "verbs")).includes("list"),
            }));
        }),
    );
}

function itemsOf(value: PlainValue | undefined): PlainValue[] {
    return Array.isArray(value) ? value : [];
}

/** An object's own name, in the namespace `default` where a namespaced one gives none. */
export function nameOf(object: PlainObject, kind: ApiKind): ObjectName {
    const name = textAt(object, "metadata", "name") ?? "";
    const namespace = textAt(object, "metadata", "namespace") ?? "default";
    return { name, namespace: kind.namespaced ? namespace : undefined };
}

function pathOf(kind: ServedKind, { namespace, name }: ObjectName): string {
    const { apiVersion } = kind;
    const root =
        groupOf(apiVersion) === ""
            ? `/api/${versionOf(apiVersion)}`
            : `/apis/${groupOf(apiVersion)}/${versionOf(apiVersion)}`;
    const scope = namespace === undefined ? "" : `/namespaces/${namespace}`;
    return `${root}${scope}/${kind.plural}${name === "" ? "" : `/${encodeURIComponent(name)}`}`;
}

async function orGone<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
    try {
        return await answer;
    } catch (error) {
        if (error instanceof ApiError && error.status === gone) {
            return undefined;
        }
        throw error;
    }
}
