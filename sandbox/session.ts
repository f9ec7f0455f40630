import { delimiter, dirname, join } from "node:path";
import {
    LocalWorkspace,
    PulumiCommand,
    type PulumiFn,
    type Stack,
} from "@pulumi/pulumi/automation";
import { ensureDemonstrationCa } from "../scripts/demonstrationCa";
import { findOfficialPlugin, choosePlugin } from "./apiServer/officialPlugin";
import { startSandboxCluster, type SandboxCluster } from "./apiServer/sandboxCluster";
import { startClusterApi } from "./clusterApi";
import { obtainEngine } from "./engine/obtainEngine";
import type { Interruption } from "./interruption";
import { clearLeftovers } from "./leftovers";
import type { Session } from "./operations";
import type { Options } from "./options";
import { buildPolicyPack, isStale } from "./policyPack";
import { programOf } from "./program";
import type { Progress } from "./progress";
import { Cluster } from "./standins/cluster";
import { readCustomResources } from "./standins/clusterReads";
import { ingressAnswers, type IngressAnswers } from "./standins/ingress";
import { startStandIns } from "./standins/server";
import { writeKubeconfig } from "./standins/kubeconfig";
import { World } from "./standins/world";
import { removeUnowned, thingsIn } from "./sweep";
import type { Project, Workspace } from "./workspace";

const repository = dirname(__dirname);

export interface OpenSession extends Session {
    /**
     * Removes a stack that was destroyed, and what is kept beside its state.
     *
     * @returns what still exists in the accounts that are stood in for, for which its world is kept
     */
    removeStack(): Promise<string[]>;
    /** How the ingresses of the cluster answer, once the session is closed. */
    ingresses(): IngressAnswers[];
    close(): Promise<void>;
}

/** What a session is opened for. */
export interface SessionRequest {
    options: Options;
    project: Project;
    workspace: Workspace;
    /** Whether the stack's objects of Kubernetes are on an API server. */
    onApiServer: boolean;
    /** Whether the last run ended without giving its lock back. */
    afterKill: boolean;
    interruption: Interruption;
    progress: Progress;
}

/** Gets everything that an operation needs: engine, policy pack, stand-ins, and the stack open. */
export async function openSession(request: SessionRequest): Promise<OpenSession> {
    const { options, project, workspace, interruption, progress } = request;
    const program = programOf(project);
    const engine = await interruption.during(obtainEngine(progress));
    progress.step("Pulumi engine");
    progress.done(`${engine.version} (${engine.source})`);
    if (isStale(options.policyPack)) {
        progress.step("Compiling the policy pack");
        await interruption.during(buildPolicyPack(options.policyPack));
        progress.done();
    }
    if (project.directory === repository) {
        await ensureDemonstrationCa(join(repository, ".demonstration-ca"));
    }
    const found = findOfficialPlugin(process.env);
    forgetOwnPulumi();
    process.env.PATH = [dirname(engine.command), ...engine.path, process.env.PATH].join(delimiter);

    const { directory, state } = workspace;
    const cluster = request.onApiServer
        ? await interruption.during(
              startSandboxCluster(
                  directory,
                  {
                      nodes: options.nodes,
                      controllers: options.controllers,
                      worldFile: workspace.worldFile,
                      officialPlugin: choosePlugin(directory, state, found),
                  },
                  progress,
              ),
          )
        : undefined;
    try {
        return await openStack(request, program, cluster);
    } catch (error) {
        await cluster?.stop();
        throw error;
    }
}

async function openStack(
    { options, project, workspace, afterKill, interruption, progress }: SessionRequest,
    program: PulumiFn,
    cluster: SandboxCluster | undefined,
): Promise<OpenSession> {
    const { backend, state } = workspace;
    const leftovers = clearLeftovers(backend, project.name, options.stack, state);
    if ((await interruption.during(leftovers)) || afterKill) {
        progress.step("Putting in order what an interrupted run left");
        const world = new World(workspace.worldFile);
        await removeUnowned(world, state.exists ? state.resources : []);
        await cluster?.putInOrder(world);
        progress.done();
    }
    progress.step("Starting the stand-ins");
    const standIns = await startStandIns({
        worldFile: workspace.worldFile,
        ...(cluster && { kubernetes: cluster.kubernetes }),
        clusterApi: async (world) => {
            const read = (path: string) => Promise.resolve(readCustomResources(world, path));
            const api = await startClusterApi(world.seed, cluster?.read ?? read);
            // Instead of the user's own, which leads to other clusters: for what the program asks itself, too.
            process.env.KUBECONFIG =
                cluster?.kubeconfigFile ?? writeKubeconfig(workspace.directory, api.access);
            return api;
        },
    });
    let leftInCluster: string[] = [];
    try {
        progress.step(`Opening stack ${options.stack} of ${project.name}`);
        const environment = {
            ...standIns.environment,
            KUBECONFIG: process.env.KUBECONFIG ?? "",
            PULUMI_BACKEND_URL: `file://${workspace.backend}`,
            PULUMI_CONFIG_PASSPHRASE: workspace.passphrase,
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        };
        const stack = await interruption.during(
            LocalWorkspace.createOrSelectStack(
                { stackName: options.stack, projectName: project.name, program },
                {
                    workDir: workspace.directory,
                    pulumiHome: workspace.pulumiHome,
                    pulumiCommand: await PulumiCommand.get(),
                    envVars: environment,
                },
            ),
        );
        for (const { key, path, value } of workspace.secretEntries) {
            const text = typeof value === "string" ? value : JSON.stringify(value);
            await stack.setConfig(
                `${key}${path.map(pathStep).join("")}`,
                { value: text, secret: true },
                path.length > 0,
            );
        }
        progress.done();
        // The program runs in this process: it has to find what the real one would find.
        Object.assign(process.env, standIns.environment, { KUBECONFIG: environment.KUBECONFIG });
        process.chdir(project.directory);
        return {
            stack,
            policyPack: options.policyPack,
            policyPackConfig: options.policyPackConfig,
            interruption,
            progress,
            removeStack: () => removeStack(stack, workspace, leftInCluster),
            ingresses: () => ingressAnswers(new Cluster(new World(workspace.worldFile))),
            close: async () => {
                await standIns.stop();
                if (options.operation === "destroy") {
                    leftInCluster = (await cluster?.left()) ?? [];
                }
                await cluster?.stop();
            },
        };
    } catch (error) {
        await standIns.stop();
        throw error;
    }
}

async function removeStack(
    stack: Stack,
    workspace: Workspace,
    leftInCluster: readonly string[],
): Promise<string[]> {
    await stack.workspace.removeStack(stack.name);
    const left = thingsIn(new World(workspace.worldFile));
    workspace.remove({ keepWorld: left.length > 0 });
    return [...new Set([...left.map(({ kind, id }) => `${kind} ${id}`), ...leftInCluster])];
}

function pathStep(step: string | number): string {
    return typeof step === "number" ? `[${step}]` : `.${step}`;
}

/** Settings for the real Pulumi, such as its backend, must not reach the sandbox's. */
function forgetOwnPulumi(): void {
    for (const name of Object.keys(process.env)) {
        if (name.startsWith("PULUMI_")) {
            Reflect.deleteProperty(process.env, name);
        }
    }
}
