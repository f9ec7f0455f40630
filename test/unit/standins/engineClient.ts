import { tmpdir } from "node:os";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
    CheckRequest,
    type CheckResponse,
    ConfigureRequest,
    type ConfigureResponse,
    CreateRequest,
    type CreateResponse,
    DeleteRequest,
    DiffRequest,
    type DiffResponse,
    InvokeRequest,
    type InvokeResponse,
    ReadRequest,
    type ReadResponse,
    UpdateRequest,
    type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import type { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
    fromStruct,
    plainObject,
    textAt,
    toStruct,
    type Properties,
} from "../../../sandbox/standins/properties";
import {
    startStandIns,
    type KubernetesFactory,
    type StandIns,
} from "../../../sandbox/standins/server";

/** A resource as the engine remembers it. */
export interface Resource {
    type: string;
    name: string;
    id: string;
    inputs: Properties;
    state: Properties;
}

/** Asks one stand-in what the engine asks a provider, in the engine's order. */
export class EngineClient {
    public readonly service: ResourceProviderClient;

    public constructor(address: string) {
        // An engine connects anew for each provider, and so does each client here.
        this.service = new ResourceProviderClient(address, grpc.credentials.createInsecure(), {
            "grpc.use_local_subchannel_pool": 1,
        });
    }

    /** Compares the provider's own configuration with that of last time. */
    public async diffConfiguration(
        olds: Properties,
        news: Properties,
    ): Promise<{ changed: string[]; replaces: string[] }> {
        const request = new DiffRequest();
        request.setUrn(urnOf("pulumi:providers:test", "provider"));
        request.setOlds(toStruct(olds));
        request.setOldInputs(toStruct(olds));
        request.setNews(toStruct(news));
        const response = await call<DiffResponse>((done) => this.service.diffConfig(request, done));
        return {
            changed: response.getDiffsList().sort(),
            replaces: response.getReplacesList().sort(),
        };
    }

    public async configure(args: Properties): Promise<void> {
        const request = new ConfigureRequest();
        request.setArgs(toStruct(args));
        await call<ConfigureResponse>((done) => this.service.configure(request, done));
    }

    public async check(
        type: string,
        name: string,
        news: Properties,
        olds: Properties = {},
    ): Promise<{ inputs: Properties; failures: string[] }> {
        const request = new CheckRequest();
        request.setUrn(urnOf(type, name));
        request.setNews(toStruct(news));
        request.setOlds(toStruct(olds));
        request.setRandomseed(Buffer.from("a seed of the engine"));
        const response = await call<CheckResponse>((done) => this.service.check(request, done));
        return {
            inputs: fromStruct(response.getInputs()),
            failures: response
                .getFailuresList()
                .map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
        };
    }

    /** Checks and creates, as an update does. */
    public async create(type: string, name: string, news: Properties): Promise<Resource> {
        return this.register(type, name, news, false);
    }

    /** Checks and creates, as a preview does. */
    public async preview(type: string, name: string, news: Properties): Promise<Properties> {
        return (await this.register(type, name, news, true)).state;
    }

    public async diff(
        resource: Resource,
        news: Properties,
    ): Promise<{ changed: string[]; replaces: string[]; deleteBeforeReplace: boolean }> {
        const { inputs } = await this.check(resource.type, resource.name, news, resource.inputs);
        const request = new DiffRequest();
        request.setId(resource.id);
        request.setUrn(urnOf(resource.type, resource.name));
        request.setOlds(toStruct(resource.state));
        request.setOldInputs(toStruct(resource.inputs));
        request.setNews(toStruct(inputs));
        const response = await call<DiffResponse>((done) => this.service.diff(request, done));
        return {
            changed: [...response.getDetaileddiffMap().keys()].sort(),
            replaces: response.getReplacesList().sort(),
            deleteBeforeReplace: response.getDeletebeforereplace(),
        };
    }

    public async update(resource: Resource, news: Properties): Promise<Resource> {
        return this.change(resource, news, false);
    }

    /** What a preview says that an update would make of a resource. */
    public async plan(resource: Resource, news: Properties): Promise<Properties> {
        return (await this.change(resource, news, true)).state;
    }

    private async change(
        resource: Resource,
        news: Properties,
        preview: boolean,
    ): Promise<Resource> {
        const { type, name, id } = resource;
        const { inputs, failures } = await this.check(type, name, news, resource.inputs);
        refuse(failures);
        const request = new UpdateRequest();
        request.setId(id);
        request.setUrn(urnOf(type, name));
        request.setOlds(toStruct(resource.state));
        request.setOldInputs(toStruct(resource.inputs));
        request.setNews(toStruct(inputs));
        request.setPreview(preview);
        const response = await call<UpdateResponse>((done) => this.service.update(request, done));
        return { type, name, id, inputs, state: fromStruct(response.getProperties()) };
    }

    /** The state of what exists, or undefined where nothing does. */
    public async read(
        type: string,
        id: string,
        known: { state?: Properties; inputs?: Properties } = {},
    ): Promise<Properties | undefined> {
        return (await this.find(type, id, known))?.state;
    }

    /** State and inputs of what exists, or undefined where nothing does. */
    public async find(
        type: string,
        id: string,
        known: { state?: Properties; inputs?: Properties } = {},
    ): Promise<{ state: Properties; inputs: Properties } | undefined> {
        const request = new ReadRequest();
        request.setId(id);
        request.setUrn(urnOf(type, "read"));
        request.setProperties(toStruct(known.state ?? {}));
        request.setInputs(toStruct(known.inputs ?? {}));
        const response = await call<ReadResponse>((done) => this.service.read(request, done));
        return response.getId() === ""
            ? undefined
            : {
                  state: fromStruct(response.getProperties()),
                  inputs: fromStruct(response.getInputs()),
              };
    }

    public async delete(resource: Resource): Promise<void> {
        const request = new DeleteRequest();
        request.setId(resource.id);
        request.setUrn(urnOf(resource.type, resource.name));
        request.setProperties(toStruct(resource.state));
        await call<Empty>((done) => this.service.delete(request, done));
    }

    public async invoke(token: string, args: Properties): Promise<Properties> {
        const request = new InvokeRequest();
        request.setTok(token);
        request.setArgs(toStruct(args));
        const response = await call<InvokeResponse>((done) => this.service.invoke(request, done));
        return fromStruct(response.getReturn());
    }

    private async register(
        type: string,
        name: string,
        news: Properties,
        preview: boolean,
    ): Promise<Resource> {
        const { inputs, failures } = await this.check(type, name, news);
        refuse(failures);
        const request = new CreateRequest();
        request.setUrn(urnOf(type, name));
        request.setProperties(toStruct(inputs));
        request.setPreview(preview);
        const response = await call<CreateResponse>((done) => this.service.create(request, done));
        const state = fromStruct(response.getProperties());
        return { type, name, id: response.getId(), inputs, state };
    }
}

/** Stand-ins with a world of their own in a temporary folder. */
export class Sandbox {
    public readonly worldFile: string;
    private readonly folder = mkdtempSync(join(tmpdir(), "stand-ins-"));
    private readonly clients: EngineClient[] = [];
    private standIns: StandIns | undefined;

    /** @param kubernetes what takes the place of the stand-in for Kubernetes */
    public constructor(private readonly kubernetes?: KubernetesFactory) {
        this.worldFile = join(this.folder, "world.json");
    }

    public async start(): Promise<void> {
        const { worldFile, kubernetes } = this;
        this.standIns = await startStandIns({ worldFile, ...(kubernetes && { kubernetes }) });
    }

    public get environment(): Record<string, string> {
        return this.standIns?.environment ?? {};
    }

    public provider(name: string): EngineClient {
        const port = (this.environment.PULUMI_DEBUG_PROVIDERS ?? "")
            .split(",")
            .map((each) => each.split(":"))
            .find(([provider]) => provider === name)?.[1];
        const client = new EngineClient(`127.0.0.1:${port ?? ""}`);
        this.clients.push(client);
        return client;
    }

    /** Ends the stand-ins and starts others on the same world. */
    public async restart(): Promise<void> {
        await this.stop();
        await this.start();
    }

    public async remove(): Promise<void> {
        await this.stop();
        rmSync(this.folder, { recursive: true });
    }

    public async stop(): Promise<void> {
        for (const client of this.clients.splice(0)) {
            client.service.close();
        }
        await this.standIns?.stop();
    }
}

export function urnOf(type: string, name: string): string {
    return `urn:pulumi:dev::test::${type}::${name}`;
}

function refuse(failures: readonly string[]): void {
    if (failures.length > 0) {
        throw new Error(failures.join("\n"));
    }
}

function call<Response>(
    method: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
    return new Promise((resolve, reject) => {
        method((error, response) => {
            if (error === null) {
                resolve(response);
            } else {
                reject(new Error(error.details));
            }
        });
    });
}

/** A string among plain properties; empty where there is none. */
export function textOf(properties: Properties, name: string): string {
    return textAt(plainObject(properties), name) ?? "";
}
