import type { ReferenceData } from "../referenceData";
import { kindKey } from "../standins/apiResources";
import { fromObjectId, objectId, releaseKind, type Cluster } from "../standins/cluster";
import { definitionKind } from "../standins/customResources";
import { at, isPlainObject, textAt, without, type PlainObject } from "../standins/properties";
import { keyOf, withheld, type Thing } from "../standins/world";
import { Authority } from "./certificates";
import type { RealControllers } from "./controllers/realControllers";
import { definitionManifest } from "./definitions";
import { managedObjects } from "./managedObjects";
import { standInManager } from "./managers";
import { nameOf, type ApiObjects } from "./objects";

/** Policies look at who makes cert-manager's objects: it, and nobody else. */
const certManager = {
    user: "system:serviceaccount:cert-manager:cert-manager",
    groups: ["system:masters"],
};

/**
 * What Helm releases and controllers that are stood in for leave in the cluster, on the API server
 * as well: definitions, the ingress' Service, issued Secrets, the ConfigMaps of Bundles.
 */
export class BroughtObjects {
    private queue: Promise<void> = Promise.resolve();
    /** Keys of those that are on the API server. */
    private present: Set<string> | undefined;
    private authority: Promise<Authority> | undefined;

    public constructor(
        private readonly cluster: Cluster,
        private readonly objects: ApiObjects,
        private readonly reference: ReferenceData | undefined,
        private readonly real?: RealControllers,
    ) {}

    /**
     * Performs a change of the world, and then on the API server what came and went with it.
     *
     * @param undo takes the change back where the API server refuses what came
     */
    public async follow<Result>(
        change: () => Result,
        undo: () => void = () => undefined,
    ): Promise<Result> {
        const before = this.brought();
        try {
            return change();
        } finally {
            await this.inTurn(before, this.brought()).catch(async (error: unknown) => {
                const refused = this.brought();
                undo();
                await this.inTurn(refused, this.brought());
                throw error;
            });
        }
    }

    private inTurn(
        before: ReadonlyMap<string, Thing>,
        after: ReadonlyMap<string, Thing>,
    ): Promise<void> {
        const turn = this.queue.then(() => this.bring(before, after));
        // One that failed must not hold up those that come after it.
        this.queue = turn.catch(() => undefined);
        return turn;
    }

    private brought(): Map<string, Thing> {
        const things = this.cluster.world
            .list("kubernetes")
            .filter(({ kind, inputs }) => kind !== releaseKind && Object.keys(inputs).length === 0)
            .filter((thing) => this.real?.makes(thing) !== true);
        return new Map(things.map((thing) => [keyOf("kubernetes", thing.kind, thing.id), thing]));
    }

    private async bring(
        before: ReadonlyMap<string, Thing>,
        after: ReadonlyMap<string, Thing>,
    ): Promise<void> {
        this.present ??= await this.alreadyPresent();
        const { present } = this;
        const come = [...after].filter(
            ([key, { state }]) =>
                !present.has(key) ||
                JSON.stringify(state) !== JSON.stringify(before.get(key)?.state),
        );
        const gone = [...before].filter(
            ([key, { kind, id }]) =>
                !after.has(key) && this.cluster.world.get("kubernetes", kind, id) === undefined,
        );
        const isFirst = ([, { kind }]: [string, Thing]) =>
            kind === definitionKind || kind === "Namespace";
        const make = async ([key, thing]: [string, Thing]): Promise<void> => {
            await this.make(thing);
            present.add(key);
        };
        await Promise.all(come.filter(isFirst).map(make));
        for (const each of come.filter((other) => !isFirst(other))) {
            await make(each);
        }
        await Promise.all(
            gone.map(async ([key, thing]) => {
                await this.remove(thing);
                present.delete(key);
            }),
        );
    }

    private async alreadyPresent(): Promise<Set<string>> {
        const managed = await managedObjects(this.objects, (name) => name === standInManager);
        return new Set(
            managed.map(({ kind, name }) =>
                keyOf(
                    "kubernetes",
                    kindKey(kind.group, kind.kind),
                    objectId(name.namespace, name.name),
                ),
            ),
        );
    }

    private async make(thing: Thing): Promise<void> {
        const object = await this.withOwners(await this.objectOf(thing));
        const kind = await this.objects.kind(
            textAt(object, "apiVersion") ?? "",
            textAt(object, "kind") ?? "",
        );
        if (kind === undefined) {
            throw new Error(`${thing.kind} ${thing.id}: its kind is not served`);
        }
        const options = {
            manager: standInManager,
            force: true,
            ...(kind.group === "cert-manager.io" && { as: certManager }),
        };
        await this.objects.apply(kind, without(object, "status"), options);
        const { status } = object;
        if (isPlainObject(status) && Object.keys(status).length > 0) {
            const { apiVersion = "", metadata = {} } = object;
            const patch = { apiVersion, kind: kind.kind, metadata, status };
            await this.objects.apply(kind, patch, { ...options, status: true });
        }
        if (thing.kind === definitionKind) {
            await this.objects.established(object);
        }
    }

    private async remove({ kind, id, state }: Thing): Promise<void> {
        const [, kindName = ""] = /([^/]+)$/.exec(kind) ?? [];
        const served = await this.objects.kind(textAt(state, "apiVersion") ?? "", kindName);
        if (served !== undefined) {
            await this.objects.delete(served, fromObjectId(id));
        }
    }

    private async objectOf(thing: Thing): Promise<PlainObject> {
        if (thing.kind === definitionKind) {
            return definitionManifest(thing, this.reference);
        }
        return thing.kind === "Secret" ? this.issuedSecret(thing) : thing.state;
    }

    /** Only the API server knows the uid of an owner, without which it takes none. */
    private async withOwners(object: PlainObject): Promise<PlainObject> {
        const { metadata } = object;
        const owners = at(metadata, "ownerReferences");
        if (!isPlainObject(metadata) || !Array.isArray(owners)) {
            return object;
        }
        const ownerReferences = await Promise.all(
            owners.filter(isPlainObject).map(async (owner) => {
                const { name = "" } = owner;
                const kind = await this.objects.kindOf(owner);
                const named = nameOf({ metadata: { ...metadata, name } }, kind);
                const live = await this.objects.get(kind, named);
                return { ...owner, uid: textAt(live, "metadata", "uid") ?? "" };
            }),
        );
        return { ...object, metadata: { ...metadata, ownerReferences } };
    }

    /** The world keeps no secret: the certificate that stands in for the issuer's is made here. */
    private async issuedSecret(thing: Thing): Promise<PlainObject> {
        const { data } = thing.state;
        const isWithheld = isPlainObject(data)
            ? Object.values(data).some(
                  (value) => isPlainObject(value) && value.withheld === withheld.withheld,
              )
            : false;
        if (!isWithheld) {
            return thing.state;
        }
        this.authority ??= Authority.make("zero-trust-sandbox-issuer");
        const authority = await this.authority;
        const { certificate, key } = await authority.serverCertificate(
            this.dnsNamesFor(thing.id),
            `CN=${fromObjectId(thing.id).name}`,
        );
        const content = {
            "tls.crt": certificate,
            "tls.key": key,
            "ca.crt": authority.certificate,
        };
        const encoded = Object.entries(content).map(([name, text]) => [
            name,
            Buffer.from(text).toString("base64"),
        ]);
        return { ...thing.state, data: Object.fromEntries(encoded) as PlainObject };
    }

    private dnsNamesFor(secretId: string): string[] {
        const { namespace, name } = fromObjectId(secretId);
        const certificate = this.cluster
            .list("cert-manager.io", "Certificate")
            .find(
                ({ id, state }) =>
                    fromObjectId(id).namespace === namespace &&
                    textAt(state, "spec", "secretName") === name,
            );
        const names = at(certificate?.state, "spec", "dnsNames");
        return (Array.isArray(names) ? names : []).filter((each) => typeof each === "string");
    }
}
