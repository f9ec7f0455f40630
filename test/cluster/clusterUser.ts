import type { Client } from "../../sandbox/apiServer/client";
import { ApiObjects, type ApplyOptions } from "../../sandbox/apiServer/objects";
import type { PlainObject } from "../../sandbox/standins/properties";
import type { TestCluster } from "./testCluster";

/** Somebody who uses a cluster as himself, by a certificate, and may do what roles give him. */
export class ClusterUser {
    private readonly objects: ApiObjects;

    private constructor(private readonly client: Client) {
        this.objects = new ApiObjects(client);
    }

    public static async of(cluster: TestCluster, name: string, ...groups: string[]) {
        return new ClusterUser(await cluster.server.clientOf(name, ...groups));
    }

    /** By the ServiceAccount's identity. */
    public static ofServiceAccount(cluster: TestCluster, namespace: string, name: string) {
        return ClusterUser.of(
            cluster,
            `system:serviceaccount:${namespace}:${name}`,
            "system:serviceaccounts",
            `system:serviceaccounts:${namespace}`,
        );
    }

    /** @throws ApiError where the API server does not take the object */
    public async apply(
        object: PlainObject,
        options: Partial<ApplyOptions> = {},
    ): Promise<PlainObject> {
        const kind = await this.objects.kindOf(object);
        return this.objects.apply(kind, object, { manager: "user", force: true, ...options });
    }

    /** @param path of the object, or of a part of it: `/api/v1/nodes/sandbox/status` */
    public async patch(path: string, change: PlainObject): Promise<PlainObject> {
        const contentType = "application/merge-patch+json";
        const request = { method: "PATCH", path, body: change, contentType } as const;
        return (await this.client.send(request)) as PlainObject;
    }

    /** @param path as in {@link patch} */
    public async replace(path: string, object: PlainObject): Promise<PlainObject> {
        return (await this.client.send({ method: "PUT", path, body: object })) as PlainObject;
    }

    /** @param path of all objects of a kind, or of a part of one: `/api/v1/…/pods/a/eviction` */
    public async create(path: string, object: PlainObject): Promise<PlainObject> {
        return (await this.client.send({ method: "POST", path, body: object })) as PlainObject;
    }

    /** @param propagationPolicy `Foreground`: what hangs on it goes first, and it waits for that */
    public async delete(path: string, propagationPolicy: "Background" | "Foreground") {
        await this.client.send({ method: "DELETE", path, query: { propagationPolicy } });
    }

    public async get(path: string): Promise<PlainObject> {
        return (await this.client.send({ method: "GET", path })) as PlainObject;
    }
}
