import type { Differences } from "./diff";
import type { PlainObject, Properties } from "./properties";

/** Why an input is refused. */
export interface CheckFailure {
    /** The property's path, e.g. `pools.nodeCount`. */
    property: string;
    /** What is wrong and how to put it right. */
    reason: string;
}

export interface CheckRequest {
    /** The type token, e.g. `civo:index/network:Network`. */
    type: string;
    /** The resource's logical name. */
    name: string;
    /** The inputs of last time. Empty for a new resource. */
    olds: Properties;
    news: Properties;
    /** What random names must be derived from, so that preview and update agree. */
    randomSeed: Uint8Array;
}

export interface CheckResult {
    /** The inputs with the provider's defaults. */
    inputs: Properties;
    failures: CheckFailure[];
}

export interface DiffRequest {
    type: string;
    id: string;
    oldState: Properties;
    oldInputs: Properties;
    news: Properties;
}

export interface DiffResult {
    differences: Differences;
    /** The paths among the differences that need a new resource. */
    replaces: string[];
    /** Whether the old one must go first, because both would have the same name. */
    deleteBeforeReplace: boolean;
}

/** What a change of a provider's own configuration means. */
export interface ConfigurationDiff {
    /** Names of the properties that differ. */
    changed: string[];
    /** Those among them for which everything that the provider made is replaced. */
    replaces: string[];
}

export interface CreateRequest {
    type: string;
    name: string;
    urn: string;
    inputs: Properties;
    preview: boolean;
}

export interface Created {
    /** Empty in a preview. */
    id: string;
    state: Properties;
}

export interface ReadRequest {
    type: string;
    id: string;
    /** What the stack knows of the resource. Empty when it is looked up for the first time. */
    state: Properties;
    inputs: Properties;
}

export interface Found {
    id: string;
    state: Properties;
    inputs: Properties;
}

export interface UpdateRequest {
    type: string;
    name: string;
    urn: string;
    id: string;
    oldState: Properties;
    oldInputs: Properties;
    news: Properties;
    preview: boolean;
}

export interface DeleteRequest {
    type: string;
    urn: string;
    id: string;
    state: Properties;
}

/** An answer, at once or later. */
export type Awaitable<Answer> = Answer | Promise<Answer>;

/** A stand-in for one provider: what the engine asks of it, in the engine's order. */
export interface StandInProvider {
    /** The package name, e.g. `civo`. */
    readonly name: string;
    /** The plugin version that it answers. */
    readonly version: string;
    /**
     * A stand-in for another provider of the same package, since an engine has a plugin for each.
     * Absent where all of them are the same, however they are configured.
     */
    another?(): StandInProvider;
    /**
     * Compares the provider's own configuration with that of last time. Absent where it replaces
     * nothing, as with all providers that are bridged from Terraform and do not say otherwise.
     */
    diffConfiguration?(olds: PlainObject, news: PlainObject): ConfigurationDiff;
    /** The provider's own configuration, as given to the engine. Throws where it cannot work. */
    configure(configuration: Properties): void;
    check(request: CheckRequest): Awaitable<CheckResult>;
    diff(request: DiffRequest): Awaitable<DiffResult>;
    create(request: CreateRequest): Awaitable<Created>;
    /** Undefined where there is no such thing. */
    read(request: ReadRequest): Awaitable<Found | undefined>;
    update(request: UpdateRequest): Awaitable<Properties>;
    delete(request: DeleteRequest): Awaitable<void>;
    /** A provider function. Throws where there is none of that name. */
    invoke(token: string, args: Properties): Awaitable<Properties>;
}

/** A refusal by the account behind the provider; the engine shows the message. */
export class ProviderError extends Error {
    public override readonly name = "ProviderError";
}

/** The resource exists but did not become ready: it goes into the state, with this error. */
export class InitializationError extends Error {
    public override readonly name = "InitializationError";

    public constructor(
        message: string,
        public readonly found: Found,
    ) {
        super(message);
    }
}
