import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
    AnalyzeDiagnostic,
    AnalyzeRequest,
    AnalyzeResponse,
    AnalyzeStackRequest,
    AnalyzerInfo,
    AnalyzerResource,
    AnalyzerResourceOptions,
    ConfigureAnalyzerRequest,
    EnforcementLevel,
    PolicyConfig,
    RemediateResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine sends for a text that is not known yet. */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** What the engine sends for an object that is not known yet. */
export const UNKNOWN_OBJECT = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff";

/** What the engine sends for a secret. */
export function secret(value: JavaScriptValue): JavaScriptValue {
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

export interface Sent {
    readonly urn: string;
    readonly type: string;
    readonly props: Record<string, JavaScriptValue>;
}

export interface Diagnostic {
    readonly policy: string;
    readonly level: string;
    readonly urn: string;
    readonly message: string;
}

export interface Remedied {
    readonly policy: string;
    readonly diagnostic: string;
    readonly props: Record<string, JavaScriptValue>;
}

const LEVELS = {
    advisory: EnforcementLevel.ADVISORY,
    mandatory: EnforcementLevel.MANDATORY,
    remediate: EnforcementLevel.REMEDIATE,
    disabled: EnforcementLevel.DISABLED,
} as const;
export type Level = keyof typeof LEVELS;

export interface PolicySettings {
    readonly level?: Level;
    readonly properties?: Record<string, JavaScriptValue>;
}

/** A policy pack as the engine runs it: a process of its own that speaks gRPC. */
export class Analyzer {
    private constructor(
        private readonly child: ChildProcess,
        private readonly client: AnalyzerClient,
    ) {}

    /** Starts `node ...args` in `directory` and waits for the port that it prints. */
    static async start(directory: string, args: readonly string[]): Promise<Analyzer> {
        const child = spawn(process.execPath, args, {
            cwd: directory,
            stdio: ["ignore", "pipe", "pipe"],
        });
        let complaints = "";
        child.stderr.setEncoding("utf8").on("data", (text: string) => (complaints += text));
        const lines = createInterface({ input: child.stdout });
        const port = await Promise.race([
            once(lines, "line").then(([line]) => String(line)),
            once(child, "exit").then(() => {
                throw new Error(`the policy pack did not start: ${complaints}`);
            }),
        ]);
        const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
        return new Analyzer(child, client);
    }

    async stop(): Promise<void> {
        this.client.close();
        const exited = once(this.child, "exit");
        this.child.kill();
        await exited;
    }

    async info(): Promise<AnalyzerInfo.AsObject> {
        const info = await new Promise<AnalyzerInfo>((resolve, reject) => {
            this.client.getAnalyzerInfo(new Empty(), settle(resolve, reject));
        });
        return info.toObject();
    }

    async configure(policies: Record<string, PolicySettings>): Promise<void> {
        const request = new ConfigureAnalyzerRequest();
        for (const [name, { level, properties }] of Object.entries(policies)) {
            const config = new PolicyConfig();
            config.setEnforcementlevel(LEVELS[level ?? "mandatory"]);
            config.setProperties(Struct.fromJavaScript(properties ?? {}));
            request.getPolicyconfigMap().set(name, config);
        }
        await new Promise<Empty>((resolve, reject) => {
            this.client.configure(request, settle(resolve, reject));
        });
    }

    async analyze(sent: Sent): Promise<Diagnostic[]> {
        const request = new AnalyzeRequest();
        fill(request, sent);
        const response = await new Promise<AnalyzeResponse>((resolve, reject) => {
            this.client.analyze(request, settle(resolve, reject));
        });
        return response.getDiagnosticsList().map(toDiagnostic);
    }

    /** What each remediation makes of the inputs of a resource. */
    async remediate(sent: Sent): Promise<Remedied[]> {
        const request = new AnalyzeRequest();
        fill(request, sent);
        const response = await new Promise<RemediateResponse>((resolve, reject) => {
            this.client.remediate(request, settle(resolve, reject));
        });
        return response.getRemediationsList().map((remediation) => ({
            policy: remediation.getPolicyname(),
            diagnostic: remediation.getDiagnostic(),
            props: remediation.getProperties()?.toJavaScript() ?? {},
        }));
    }

    async analyzeStack(all: readonly Sent[]): Promise<Diagnostic[]> {
        const request = new AnalyzeStackRequest();
        request.setResourcesList(
            all.map((sent) => {
                const resource = new AnalyzerResource();
                fill(resource, sent);
                return resource;
            }),
        );
        const response = await new Promise<AnalyzeResponse>((resolve, reject) => {
            this.client.analyzeStack(request, settle(resolve, reject));
        });
        return response.getDiagnosticsList().map(toDiagnostic);
    }

    /** Each object alone, then all together, as a preview does it. */
    async preview(all: readonly Sent[]): Promise<Diagnostic[]> {
        const diagnostics: Diagnostic[] = [];
        for (const sent of all) {
            diagnostics.push(...(await this.analyze(sent)));
        }
        return [...diagnostics, ...(await this.analyzeStack(all))];
    }
}

function fill(request: AnalyzeRequest | AnalyzerResource, { urn, type, props }: Sent): void {
    const options = new AnalyzerResourceOptions();
    options.setCustomtimeouts(new AnalyzerResourceOptions.CustomTimeouts());
    request.setUrn(urn);
    request.setName(urn.split("::").at(-1) ?? "");
    request.setType(type);
    request.setProperties(Struct.fromJavaScript(props));
    request.setOptions(options);
}

function toDiagnostic(diagnostic: AnalyzeDiagnostic): Diagnostic {
    const level = Object.entries(LEVELS).find(
        ([, value]) => value === diagnostic.getEnforcementlevel(),
    );
    return {
        policy: diagnostic.getPolicyname(),
        level: level?.[0] ?? "unknown",
        urn: diagnostic.getUrn(),
        message: diagnostic.getMessage(),
    };
}

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void) {
    return (error: Error | null, value: T) => {
        if (error) {
            reject(error);
        } else {
            resolve(value);
        }
    };
}
