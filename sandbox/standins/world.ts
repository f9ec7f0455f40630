import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import * as path from "node:path";
import { credentials } from "./credentials";
import {
    isObject,
    isSecret,
    isUnknown,
    type PlainObject,
    type PlainValue,
    type Properties,
    type PropertyValue,
} from "./properties";

/** Something that exists behind the stand-ins. */
export interface Thing {
    /** The provider that it belongs to. */
    readonly provider: string;
    /** What it is, in the provider's own terms, e.g. `Network` or `policy.linkerd.io/Server`. */
    readonly kind: string;
    /** Its id there, e.g. `faces/smiley`. */
    readonly id: string;
    /** What a stack sees of it. Secret leaves are {@link withheld}. */
    state: PlainObject;
    /** The inputs it was made from. Empty for what nobody made by hand. */
    inputs: PlainObject;
    /** The key of what brought it, for what no stack made itself. */
    readonly owner?: string;
    /** The cluster that an object of Kubernetes is in; absent where there is only one. */
    cluster?: string;
}

/** What a world says in place of a secret: it keeps none, so that its file gives none away. */
export const withheld: PlainObject = { withheld: "secret" };

/**
 * The same in place of the one token that Cloudflare's account takes: that it is the right one is to
 * be seen, and whoever reads it learns what stands in this repository.
 */
const withheldCloudflareToken: PlainObject = { ...withheld, opens: "cloudflare" };

/** Whether what a world says in place of a secret is a token that opens Cloudflare's account. */
export function opensCloudflare(value: PlainValue): boolean {
    return isWithheld(value) && value.opens === withheldCloudflareToken.opens;
}

interface WorldFile {
    version: 2;
    seed: string;
    things: Thing[];
}

/**
 * What exists in the accounts that are stood in for. It lives in one JSON file between runs, which is
 * replaced as a whole, so that a process killed at any moment leaves the old world or the new one.
 */
export class World {
    private readonly things: Map<string, Thing>;
    /** Where made-up but stable values come from: addresses, identifiers, the kubeconfig's token. */
    public readonly seed: string;
    private changed = false;
    private saving: Promise<void> = Promise.resolve();

    /**
     * @param file Where the world persists; undefined for a world that does not.
     * @param part The one cluster that it is to show of another world.
     */
    public constructor(
        private readonly file?: string,
        private readonly part?: { of: World; cluster: string },
    ) {
        const saved = file === undefined ? undefined : load(file);
        this.seed = part?.of.seed ?? saved?.seed ?? randomBytes(32).toString("hex");
        this.things =
            part?.of.things ??
            new Map((saved?.things ?? []).map((thing) => [placeOf(thing), thing]));
    }

    /** The same world, with the objects of one of its clusters and of no other. */
    public inCluster(cluster: string): World {
        return new World(undefined, { of: this.part?.of ?? this, cluster });
    }

    /** The cluster whose objects it shows; undefined for a whole world. */
    public get cluster(): string | undefined {
        return this.part?.cluster;
    }

    /** A whole world has what is in any of its clusters. */
    public get(provider: string, kind: string, id: string): Thing | undefined {
        const place = placeOf({ provider, kind, id, ...this.clusterOf(provider) });
        return (
            this.things.get(place) ??
            (this.part === undefined
                ? this.list(provider, kind).find((thing) => thing.id === id)
                : undefined)
        );
    }

    /** Everything of a kind, or of a provider. */
    public list(provider: string, kind?: string): Thing[] {
        return this.shown().filter(
            (thing) => thing.provider === provider && (kind === undefined || thing.kind === kind),
        );
    }

    /** Everything that another thing brought. */
    public ownedBy(owner: string): Thing[] {
        return this.shown().filter((thing) => thing.owner === owner);
    }

    public put(thing: Thing): void {
        Object.assign(thing, this.clusterOf(thing.provider));
        this.things.set(placeOf(thing), thing);
        this.touch();
    }

    public remove(thing: Thing): void {
        if (this.things.delete(placeOf(thing))) {
            this.touch();
        }
    }

    private touch(): void {
        (this.part?.of ?? this).changed = true;
    }

    private shown(): Thing[] {
        return [...this.things.values()].filter(
            ({ provider, cluster }) =>
                this.part === undefined ||
                provider !== "kubernetes" ||
                cluster === this.part.cluster,
        );
    }

    private clusterOf(provider: string): { cluster?: string } {
        return this.part !== undefined && provider === "kubernetes"
            ? { cluster: this.part.cluster }
            : {};
    }

    /** Whether nothing exists. */
    public get isEmpty(): boolean {
        return this.things.size === 0;
    }

    /** Writes the world to its file, if it changed. Calls that overlap share one write. */
    public save(): Promise<void> {
        if (this.part !== undefined) {
            return this.part.of.save();
        }
        this.saving = this.saving.then(() => this.write());
        return this.saving;
    }

    private async write(): Promise<void> {
        if (!this.changed || this.file === undefined) {
            return;
        }
        this.changed = false;
        const content: WorldFile = {
            version: 2,
            seed: this.seed,
            things: [...this.things.values()],
        };
        mkdirSync(path.dirname(this.file), { recursive: true });
        const temporary = `${this.file}.new`;
        const handle = await open(temporary, "w", 0o600);
        try {
            await handle.writeFile(JSON.stringify(content));
        } finally {
            await handle.close();
        }
        await rename(temporary, this.file);
    }
}

/** Where a thing is in a world: an id is only unique within its cluster. */
function placeOf({
    provider,
    kind,
    id,
    cluster = "",
}: Pick<Thing, "provider" | "kind" | "id" | "cluster">): string {
    return `${cluster} ${keyOf(provider, kind, id)}`;
}

/** The name under which a thing owns others. */
export function keyOf(provider: string, kind: string, id: string): string {
    return `${provider} ${kind} ${id}`;
}

function load(file: string): WorldFile | undefined {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        if (error instanceof Error && "code" in error && error.code === "ENOENT") {
            return undefined;
        }
        throw error;
    }
    const content: unknown = JSON.parse(text);
    if (!isWorldFile(content)) {
        throw new Error(
            `${file}: not a world of this version of the stand-ins; ` +
                "destroy the stack with the version that made it, or remove the file",
        );
    }
    return content;
}

function isWorldFile(content: unknown): content is WorldFile {
    return (
        typeof content === "object" &&
        content !== null &&
        "version" in content &&
        content.version === 2 &&
        "seed" in content &&
        typeof content.seed === "string" &&
        "things" in content &&
        Array.isArray(content.things)
    );
}

/** Properties as a world keeps them: without what is secret. */
export function withhold(properties: Properties): PlainObject {
    return Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name, withholdValue(value)]),
    );
}

function withholdValue(value: PropertyValue): PlainValue {
    if (isSecret(value)) {
        return isCloudflareToken(value.value) ? withheldCloudflareToken : withheld;
    }
    if (isUnknown(value)) {
        throw new Error("a value is still unknown where something is really made");
    }
    if (Array.isArray(value)) {
        return value.map(withholdValue);
    }
    return isObject(value) ? withhold(value) : value;
}

/** As text, or as the data of a Secret. */
function isCloudflareToken(content: PropertyValue): boolean {
    const token = credentials.CLOUDFLARE_API_TOKEN;
    return content === token || content === Buffer.from(token).toString("base64");
}

/**
 * The reverse of {@link withhold}: the secrets come from what the stack knows.
 *
 * @throws where the stack does not know a secret; the world cannot tell it.
 */
export function restore(kept: PlainObject, known: Properties, what: string): Properties {
    return Object.fromEntries(
        Object.entries(kept).map(([name, value]) => [
            name,
            restoreValue(value, known[name], `${what}.${name}`),
        ]),
    );
}

function restoreValue(
    kept: PlainValue,
    known: PropertyValue | undefined,
    what: string,
): PropertyValue {
    if (isWithheld(kept)) {
        if (isSecret(known)) {
            return known;
        }
        throw new Error(
            `${what}: stand-ins keep no secret, so only the stack that made it can read it; ` +
                "pass the value from there",
        );
    }
    const content = isSecret(known) ? known.value : known;
    if (Array.isArray(kept)) {
        const items = Array.isArray(content) ? content : [];
        return kept.map((item, index) => restoreValue(item, items[index], `${what}[${index}]`));
    }
    if (typeof kept === "object" && kept !== null && !isUnknown(kept)) {
        return restore(kept, isObject(content) ? content : {}, what);
    }
    return kept;
}

function isWithheld(value: PlainValue): value is PlainObject {
    return (
        typeof value === "object" &&
        value !== null &&
        !isUnknown(value) &&
        !Array.isArray(value) &&
        value.withheld === withheld.withheld &&
        Object.keys(value).every((key) => key in withheldCloudflareToken)
    );
}
