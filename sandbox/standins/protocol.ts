import * as grpc from "@grpc/grpc-js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import {
    CheckFailure as CheckFailureMessage,
    CheckRequest as CheckRequestMessage,
    CheckResponse,
    ConfigureResponse,
    CreateResponse,
    DiffRequest as DiffRequestMessage,
    DiffResponse,
    ErrorResourceInitFailed,
    InvokeResponse,
    PropertyDiff,
    ProviderHandshakeResponse,
    ReadResponse,
    UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Change, differences, isWithin } from "./diff";
import { fromStruct, plainObject, secretTexts, toStruct, type Properties } from "./properties";
import {
    InitializationError,
    type CheckFailure,
    type ConfigurationDiff,
    type DiffResult,
    type StandInProvider,
} from "./provider";

/**
 * The ResourceProvider service of a stand-in: engine messages in, typed requests out. An engine
 * connects once for each provider of the package, and each has a stand-in of its own.
 *
 * @param save Makes what a call changed durable. The engine hears of a change only afterwards.
 */
export function resourceProvider(
    standIn: StandInProvider,
    save: () => Promise<void>,
): IResourceProviderServer {
    const providers = new Map<string, StandInProvider>();
    const providerOf = (connection: string): StandInProvider => {
        const known = providers.get(connection);
        if (known !== undefined) {
            return known;
        }
        const provider = standIn.another?.() ?? standIn;
        providers.set(connection, provider);
        return provider;
    };
    return {
        attach: unary(() => new Empty()),
        cancel: unary(() => new Empty()),
        handshake: unary(() =>
            new ProviderHandshakeResponse()
                .setAcceptSecrets(true)
                .setAcceptResources(true)
                .setAcceptOutputs(true),
        ),
        getPluginInfo: asked((provider) => {
            const info = new PluginInfo();
            info.setVersion(provider.version);
            return info;
        }),
        checkConfig: unary((request: CheckRequestMessage) =>
            checkResponse(fromStruct(request.getNews()), []),
        ),
        diffConfig: asked((provider, request: DiffRequestMessage) => {
            const found = provider.diffConfiguration?.(
                plainObject(fromStruct(request.getOlds())),
                plainObject(fromStruct(request.getNews())),
            );
            return found === undefined
                ? diffResponse(bridgedConfigurationDiff(request))
                : configurationDiffResponse(found);
        }),
        configure: asked((provider, request) => {
            provider.configure(fromStruct(request.getArgs()));
            return new ConfigureResponse()
                .setAcceptsecrets(true)
                .setAcceptresources(true)
                .setAcceptoutputs(true)
                .setSupportspreview(true);
        }),
        invoke: asked(async (provider, request) =>
            new InvokeResponse().setReturn(
                toStruct(await provider.invoke(request.getTok(), fromStruct(request.getArgs()))),
            ),
        ),
        check: asked(async (provider, request: CheckRequestMessage) => {
            const { inputs, failures } = await provider.check({
                ...resourceOf(request.getUrn()),
                olds: fromStruct(request.getOlds()),
                news: fromStruct(request.getNews()),
                randomSeed: request.getRandomseed_asU8(),
            });
            const secrets = secretTexts(inputs);
            return checkResponse(
                inputs,
                failures.map(({ property, reason }) => ({
                    property,
                    reason: secrets.reduce(
                        (text, each) => text.replaceAll(each, "[secret]"),
                        reason,
                    ),
                })),
            );
        }),
        diff: asked(async (provider, request: DiffRequestMessage) => {
            const ignored = request.getIgnorechangesList();
            const result = await provider.diff({
                type: resourceOf(request.getUrn()).type,
                id: request.getId(),
                oldState: fromStruct(request.getOlds()),
                oldInputs: fromStruct(request.getOldInputs()),
                news: fromStruct(request.getNews()),
            });
            return diffResponse({
                ...result,
                differences: new Map(
                    [...result.differences].filter(([path]) => !isWithin(path, ignored)),
                ),
                replaces: result.replaces.filter((path) => !isWithin(path, ignored)),
            });
        }),
        create: asked(async (provider, request) => {
            const created = await provider.create({
                ...resourceOf(request.getUrn()),
                urn: request.getUrn(),
                inputs: fromStruct(request.getProperties()),
                preview: request.getPreview(),
            });
            await save();
            const response = new CreateResponse().setId(created.id);
            response.setProperties(toStruct(created.state));
            return response;
        }, save),
        read: asked(async (provider, request) => {
            const found = await provider.read({
                type: resourceOf(request.getUrn()).type,
                id: request.getId(),
                state: fromStruct(request.getProperties()),
                inputs: fromStruct(request.getInputs()),
            });
            const response = new ReadResponse();
            if (found !== undefined) {
                response.setId(found.id);
                response.setProperties(toStruct(found.state));
                response.setInputs(toStruct(found.inputs));
            }
            return response;
        }),
        update: asked(async (provider, request) => {
            const state = await provider.update({
                ...resourceOf(request.getUrn()),
                urn: request.getUrn(),
                id: request.getId(),
                oldState: fromStruct(request.getOlds()),
                oldInputs: fromStruct(request.getOldInputs()),
                news: fromStruct(request.getNews()),
                preview: request.getPreview(),
            });
            await save();
            const response = new UpdateResponse();
            response.setProperties(toStruct(state));
            return response;
        }, save),
        delete: asked(async (provider, request) => {
            await provider.delete({
                type: resourceOf(request.getUrn()).type,
                urn: request.getUrn(),
                id: request.getId(),
                state: fromStruct(request.getProperties()),
            });
            await save();
            return new Empty();
        }),
        getSchema: unimplemented("GetSchema"),
        parameterize: unimplemented("Parameterize"),
        call: unimplemented("Call"),
        construct: unimplemented("Construct"),
        getMapping: unimplemented("GetMapping"),
        getMappings: unimplemented("GetMappings"),
        list: (stream) => {
            stream.destroy(refusal("List"));
        },
    };

    function asked<Request, Response>(
        handle: (provider: StandInProvider, request: Request) => Response | Promise<Response>,
        onFailure?: () => Promise<void>,
    ): grpc.handleUnaryCall<Request, Response> {
        return (call, callback) => {
            const provider = providerOf(call.getPeer());
            unary((request: Request) => handle(provider, request), onFailure)(call, callback);
        };
    }

    function unimplemented<Request, Response>(
        method: string,
    ): grpc.handleUnaryCall<Request, Response> {
        return (_call, callback) => {
            callback(refusal(method));
        };
    }

    function refusal(method: string): grpc.ServiceError {
        const message =
            `the stand-in for the provider "${standIn.name}" has no ${method}; ` +
            "use the provider's plain resources instead";
        return serviceError(message, { code: grpc.status.UNIMPLEMENTED });
    }
}

/** Answers a method with what a handler returns, or with the error that it throws. */
export function unary<Request, Response>(
    handle: (request: Request) => Response | Promise<Response>,
    onFailure: () => Promise<void> = () => Promise.resolve(),
): grpc.handleUnaryCall<Request, Response> {
    return (call, callback) => {
        void (async () => handle(call.request))()
            .catch(async (error: unknown) => {
                await onFailure();
                throw error;
            })
            .then(
                (response) => {
                    callback(null, response);
                },
                (error: unknown) => {
                    callback(toServiceError(error));
                },
            );
    };
}

function toServiceError(error: unknown): grpc.ServiceError {
    if (error instanceof InitializationError) {
        return serviceError(error.message, { metadata: initializationFailed(error) });
    }
    return isServiceError(error)
        ? error
        : serviceError(error instanceof Error ? error.message : String(error), {});
}

/** Whether an error is one that another provider answered, to be passed on as it is. */
function isServiceError(error: unknown): error is grpc.ServiceError {
    return error instanceof Error && "code" in error && "details" in error && "metadata" in error;
}

function serviceError(
    message: string,
    options: { code?: grpc.status; metadata?: grpc.Metadata },
): grpc.ServiceError {
    return Object.assign(new Error(message), {
        code: options.code ?? grpc.status.UNKNOWN,
        details: message,
        metadata: options.metadata ?? new grpc.Metadata(),
    });
}

/** The protocol's way to say "it exists, but it is not ready": an error that carries the state. */
function initializationFailed(error: InitializationError): grpc.Metadata {
    const failed = new ErrorResourceInitFailed();
    failed.setId(error.found.id);
    failed.setProperties(toStruct(error.found.state));
    failed.setInputs(toStruct(error.found.inputs));
    failed.setReasonsList([error.message]);
    const detail = new Any();
    detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage(error.message);
    status.setDetailsList([detail]);
    const metadata = new grpc.Metadata();
    metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
    return metadata;
}

function checkResponse(inputs: Properties, failures: readonly CheckFailure[]): CheckResponse {
    const response = new CheckResponse();
    response.setInputs(toStruct(inputs));
    response.setFailuresList(
        failures.map(({ property, reason }) =>
            new CheckFailureMessage().setProperty(property).setReason(reason),
        ),
    );
    return response;
}

const changeKinds: Record<Change, { change: PropertyDiff.Kind; replace: PropertyDiff.Kind }> = {
    add: { change: PropertyDiff.Kind.ADD, replace: PropertyDiff.Kind.ADD_REPLACE },
    delete: { change: PropertyDiff.Kind.DELETE, replace: PropertyDiff.Kind.DELETE_REPLACE },
    update: { change: PropertyDiff.Kind.UPDATE, replace: PropertyDiff.Kind.UPDATE_REPLACE },
};

function diffResponse(result: DiffResult): DiffResponse {
    const response = new DiffResponse();
    const replaces = new Set(result.replaces);
    response.setChanges(
        result.differences.size > 0
            ? DiffResponse.DiffChanges.DIFF_SOME
            : DiffResponse.DiffChanges.DIFF_NONE,
    );
    response.setReplacesList([...replaces]);
    response.setDiffsList(topLevelNames(result.differences.keys()));
    response.setDeletebeforereplace(result.deleteBeforeReplace && replaces.size > 0);
    response.setHasdetaileddiff(true);
    for (const [path, change] of result.differences) {
        const kinds = changeKinds[change];
        const difference = new PropertyDiff();
        difference.setKind(replaces.has(path) ? kinds.replace : kinds.change);
        difference.setInputdiff(true);
        response.getDetaileddiffMap().set(path, difference);
    }
    return response;
}

function topLevelNames(paths: Iterable<string>): string[] {
    return [...new Set([...paths].map((path) => path.split(/[.[]/)[0] ?? path))];
}

/** Without details, as a provider answers that was not bridged. */
function configurationDiffResponse({ changed, replaces }: ConfigurationDiff): DiffResponse {
    const { DIFF_SOME, DIFF_NONE } = DiffResponse.DiffChanges;
    const response = new DiffResponse();
    response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
    response.setDiffsList(changed);
    response.setReplacesList(replaces);
    return response;
}

/** The bridge replaces only for what a provider has marked, and none that is stood in for has. */
function bridgedConfigurationDiff(request: DiffRequestMessage): DiffResult {
    return {
        differences: differences(
            plainObject(fromStruct(request.getOldInputs())),
            plainObject(fromStruct(request.getNews())),
        ),
        replaces: [],
        deleteBeforeReplace: false,
    };
}

/** Type token and logical name out of `urn:pulumi:stack::project::parent$type::name`. */
export function resourceOf(urn: string): { type: string; name: string } {
    const parts = urn.split("::");
    return {
        type: parts[2]?.split("$").at(-1) ?? "",
        name: parts.slice(3).join("::"),
    };
}
