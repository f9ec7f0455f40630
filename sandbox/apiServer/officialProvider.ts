import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
    CheckRequest,
    ConfigureRequest,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    ReadRequest,
    UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct, plainObject, toStruct, without } from "../standins/properties";
import { resourceOf, unary } from "../standins/protocol";
import { releaseType } from "../standins/release";
import type { Front } from "../standins/server";
import type { RunningPlugin } from "./officialPlugin";
import type { StoodInControllers } from "./stoodInControllers";

/** A message as it came: what it holds beyond the protocol of this SDK must pass, too. */
type Message = Buffer;
const raw = (message: Message): Message => message;

/** The provider's service with its messages left as they are. */
const rawService: grpc.ServiceDefinition = Object.fromEntries(
    Object.entries(ResourceProviderService).map(
        ([name, { path, requestStream, responseStream }]) => [
            name,
            {
                path,
                requestStream,
                responseStream,
                requestSerialize: raw,
                requestDeserialize: raw,
                responseSerialize: raw,
                responseDeserialize: raw,
            },
        ],
    ),
);

/** What stands behind {@link OfficialProvider}. */
export interface Parts {
    /** Starts the official plugin: an engine has a new one for each operation. */
    startPlugin: () => Promise<RunningPlugin>;
    /** Port of 127.0.0.1 at which the stand-in listens. */
    standIn: number;
    controllers: StoodInControllers;
    /** Leads to the sandbox's API server. */
    kubeconfig: string;
    /** Makes durable what a call changed in the world. */
    save: () => Promise<void>;
}

/**
 * The official Kubernetes plugin in front of the sandbox's API server: everything is left to it but
 * Helm releases. Those remain stand-ins, because their charts' pods would have to work: cert-manager's
 * webhook to answer, Linkerd's injector to inject.
 */
export class OfficialProvider implements Front {
    public readonly service = rawService;
    private readonly standIn: RawClient;
    private plugin: Promise<ConnectedPlugin> | undefined;

    private constructor(private readonly parts: Parts) {
        this.standIn = new RawClient(parts.standIn);
    }

    /** @throws Error with what the plugin said where it does not start */
    public static async start(parts: Parts): Promise<OfficialProvider> {
        const provider = new OfficialProvider(parts);
        await provider.connected();
        return provider;
    }

    public get implementation(): grpc.UntypedServiceImplementation {
        const own: Partial<Record<string, (message: Message) => Promise<Message>>> = {
            configure: (message) => this.configure(message),
            check: (message) =>
                this.byType("check", CheckRequest.deserializeBinary(message), message),
            diff: (message) => this.byType("diff", DiffRequest.deserializeBinary(message), message),
            read: (message) => this.byType("read", ReadRequest.deserializeBinary(message), message),
            create: (message) => this.create(message),
            update: (message) => this.update(message),
            delete: (message) => this.delete(message),
            cancel: (message) => this.cancel(message),
        };
        return Object.fromEntries(
            Object.keys(ResourceProviderService).map((method) => [
                method,
                unary(own[method] ?? ((message) => this.official(method, message))),
            ]),
        );
    }

    public async close(): Promise<void> {
        this.standIn.close();
        await (await this.plugin)?.stop();
    }

    private connected(): Promise<ConnectedPlugin> {
        this.plugin ??= this.parts.startPlugin().then((plugin) => new ConnectedPlugin(plugin));
        return this.plugin;
    }

    private async official(method: string, message: Message): Promise<Message> {
        const plugin = await this.connected();
        return plugin.call(method, message);
    }

    /** At the end of an operation, too: the plugin will do nothing more, and the next has another. */
    private async cancel(message: Message): Promise<Message> {
        const plugin = await this.connected();
        this.plugin = undefined;
        const answer = await plugin.call("cancel", message);
        void plugin.stopWhenIdle();
        return answer;
    }

    /** Whatever kubeconfig is given, known or not: it leads to the one API server of the sandbox. */
    private async configure(message: Message): Promise<Message> {
        const request = ConfigureRequest.deserializeBinary(message);
        const { kubeconfig } = this.parts;
        const variables = request.getVariablesMap();
        variables.set("kubernetes:config:kubeconfig", kubeconfig);
        variables.del("kubernetes:config:cluster");
        variables.del("kubernetes:config:context");
        const args = without(fromStruct(request.getArgs()), "cluster", "context");
        request.setArgs(toStruct({ ...args, kubeconfig }));
        await this.standIn.call("configure", message);
        return this.official("configure", Buffer.from(request.serializeBinary()));
    }

    private byType(
        method: string,
        request: { getUrn(): string },
        message: Message,
    ): Promise<Message> {
        const { type } = resourceOf(request.getUrn());
        return type === releaseType
            ? this.standIn.call(method, message)
            : this.official(method, message);
    }

    private async create(message: Message): Promise<Message> {
        const request = CreateRequest.deserializeBinary(message);
        const { type } = resourceOf(request.getUrn());
        const answer = this.byType("create", request, message);
        if (type === releaseType || request.getPreview()) {
            return answer;
        }
        const object = { type, inputs: fromStruct(request.getProperties()) };
        // The plugin waits for what controllers do, so they act before it has answered.
        const answered = Promise.allSettled([answer]).then(() => true);
        let isLast: boolean;
        do {
            isLast = await Promise.race([answered, delay(100, false)]);
        } while (!(await this.parts.controllers.noticed(object)) && !isLast);
        await this.parts.save();
        return answer;
    }

    private async update(message: Message): Promise<Message> {
        const request = UpdateRequest.deserializeBinary(message);
        const { type } = resourceOf(request.getUrn());
        const answer = this.byType("update", request, message);
        if (type === releaseType || request.getPreview()) {
            return answer;
        }
        const object = { type, inputs: fromStruct(request.getNews()) };
        // As with one that is made; what is there already may be what the update waits for.
        const answered = Promise.allSettled([answer]).then(() => true);
        while (!(await Promise.race([answered, delay(1_000, false)]))) {
            await this.parts.controllers.noticed(object);
        }
        await this.parts.controllers.noticed(object);
        await this.parts.save();
        return answer;
    }

    private async delete(message: Message): Promise<Message> {
        const request = DeleteRequest.deserializeBinary(message);
        const answer = await this.byType("delete", request, message);
        const { type } = resourceOf(request.getUrn());
        if (type !== releaseType) {
            const state = plainObject(fromStruct(request.getProperties()));
            await this.parts.controllers.deleted(type, request.getId(), state);
            await this.parts.save();
        }
        return answer;
    }
}

class ConnectedPlugin {
    private readonly client: RawClient;
    private readonly calls = new Set<Promise<unknown>>();

    public constructor(private readonly plugin: RunningPlugin) {
        this.client = new RawClient(plugin.port);
    }

    public call(method: string, message: Message): Promise<Message> {
        const call = this.client.call(method, message);
        this.calls.add(call);
        return call.finally(() => this.calls.delete(call));
    }

    /** What it was creating when it was cancelled, the engine has to hear of. */
    public async stopWhenIdle(): Promise<void> {
        await Promise.allSettled(this.calls);
        await this.stop();
    }

    public async stop(): Promise<void> {
        this.client.close();
        await this.plugin.process.stop();
    }
}

/** Sends messages to a provider as they are. */
class RawClient {
    private readonly client: grpc.Client;

    public constructor(port: number) {
        this.client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
            "grpc.max_receive_message_length": -1,
            "grpc.max_send_message_length": -1,
        });
    }

    /** @throws grpc.ServiceError as the provider has it, with its details */
    public call(method: string, message: Message): Promise<Message> {
        const { path = "" } = rawService[method] ?? {};
        return new Promise((resolve, reject) => {
            this.client.makeUnaryRequest(path, raw, raw, message, (error, answer) => {
                if (error === null) {
                    resolve(answer ?? Buffer.alloc(0));
                } else {
                    reject(error);
                }
            });
        });
    }

    public close(): void {
        this.client.close();
    }
}
