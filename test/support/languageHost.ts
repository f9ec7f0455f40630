import { spawn } from "node:child_process";
import { once } from "node:events";

import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import {
    GetRequiredPluginsResponse,
    LanguageHandshakeResponse,
    type LanguageHandshakeRequest,
    type RunRequest,
    RunResponse,
} from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";

/** A stand-in for Pulumi's Node.js language host, which an engine built from source lacks. */
export interface LanguageHost {
    /** What the engine's process needs to find it. */
    environment: Record<string, string>;
    stop: () => void;
}

/**
 * Starts a language host that runs programs as the official one does: Node with the options of
 * Pulumi.yaml, and the SDK's own entry point.
 */
export async function startLanguageHost(
    programEnvironment: Record<string, string>,
): Promise<LanguageHost> {
    let engineAddress = "";
    const server = new grpc.Server();
    server.addService(LanguageRuntimeService, {
        handshake: (
            { request }: grpc.ServerUnaryCall<LanguageHandshakeRequest, LanguageHandshakeResponse>,
            answer: grpc.sendUnaryData<LanguageHandshakeResponse>,
        ) => {
            engineAddress = request.getEngineAddress();
            answer(null, new LanguageHandshakeResponse());
        },
        getPluginInfo: (_call: unknown, answer: grpc.sendUnaryData<PluginInfo>) => {
            const info = new PluginInfo();
            info.setVersion("1.0.0");
            answer(null, info);
        },
        getRequiredPlugins: (
            _call: unknown,
            answer: grpc.sendUnaryData<GetRequiredPluginsResponse>,
        ) => {
            answer(null, new GetRequiredPluginsResponse());
        },
        run: (
            { request }: grpc.ServerUnaryCall<RunRequest, RunResponse>,
            answer: grpc.sendUnaryData<RunResponse>,
        ) => {
            void runProgram(request, engineAddress, programEnvironment).then((failure) => {
                const response = new RunResponse();
                response.setError(failure);
                answer(null, response);
            });
        },
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error === null) {
                resolve(bound);
            } else {
                reject(error);
            }
        });
    });
    return {
        environment: { PULUMI_DEBUG_LANGUAGES: `nodejs:${port}` },
        stop: () => {
            server.forceShutdown();
        },
    };
}

/** Runs a program and returns what went wrong; empty where nothing did. */
async function runProgram(
    request: RunRequest,
    engineAddress: string,
    environment: Record<string, string>,
): Promise<string> {
    const info = request.getInfo();
    const options = info?.getOptions()?.toJavaScript() ?? {};
    const nodeArguments = typeof options.nodeargs === "string" ? options.nodeargs.split(" ") : [];
    const child = spawn(
        process.execPath,
        [
            ...nodeArguments,
            require.resolve("@pulumi/pulumi/cmd/run"),
            ...["--monitor", request.getMonitorAddress()],
            ...["--engine", engineAddress],
            ...["--organization", request.getOrganization()],
            ...["--project", request.getProject()],
            ...["--stack", request.getStack()],
            ...["--pwd", request.getPwd()],
            ...["--parallel", String(request.getParallel())],
            ...(request.getDryrun() ? ["--dry-run"] : []),
            info?.getEntryPoint() ?? ".",
        ],
        {
            cwd: info?.getProgramDirectory(),
            env: {
                ...process.env,
                ...environment,
                PULUMI_CONFIG: JSON.stringify(
                    Object.fromEntries(request.getConfigMap().toObject(true)),
                ),
                PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
                PULUMI_NODEJS_TYPESCRIPT: String(options.typescript !== false),
            },
            stdio: "ignore",
        },
    );
    const [code] = (await once(child, "exit")) as [number | null];
    return code === 0 ? "" : `the program exited with code ${String(code)}`;
}
