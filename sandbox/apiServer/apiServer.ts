import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { basename, join } from "node:path";
import { stringify } from "yaml";
import type { Binaries, NodeBinaries } from "./binaries";
import { Authority, serviceAccountKeys } from "./certificates";
import { Client, type Access } from "./client";
import { kubeconfigIn } from "./folder";
import { freePorts } from "./freePorts";
import { kubeconfig } from "./kubeconfig";
import { addNode, kwokArguments, schedulerArguments, workloadControllers } from "./nodes";
import { ApiObjects } from "./objects";
import { ServerEnded, ServerProcess } from "./serverProcess";

/** A running control plane, as far as the sandbox has one. */
export interface ApiServer {
    /** Speaks to it as cluster administrator. */
    client: Client;
    /** Speaks to it as somebody else, by a certificate: `system:node:sandbox`, `system:nodes`. */
    clientOf(user: string, ...groups: string[]): Promise<Client>;
    /** Absolute path of a kubeconfig for the same administrator. */
    kubeconfigFile: string;
    /** Rejects where one of its processes ends by itself. */
    ended: Promise<never>;
    /** Ends its processes; what they keep stays in the folder. */
    stop(): Promise<void>;
}

/**
 * Starts etcd, a Kubernetes API server and the controllers that delete on 127.0.0.1, each at a free
 * port, with certificates of this run. Nobody without one of them is answered.
 *
 * @param folder keeps the cluster's data between runs
 * @param nodes what schedules pods and runs them in name; without it workloads become no pods
 */
export async function startApiServer(
    folder: string,
    binaries: Binaries,
    nodes?: NodeBinaries,
): Promise<ApiServer> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await start(folder, binaries, nodes);
        } catch (error) {
            if (!(error instanceof ServerEnded && error.portWasTaken && attempt < 3)) {
                throw error;
            }
        }
    }
}

async function start(
    folder: string,
    binaries: Binaries,
    nodes: NodeBinaries | undefined,
): Promise<ApiServer> {
    const files = join(folder, "certificates");
    mkdirSync(files, { recursive: true, mode: 0o700 });
    const write = (name: string, text: string): string => {
        const file = join(files, name);
        writeFileSync(file, text, { mode: 0o600 });
        return file;
    };
    const authority = await Authority.make("zero-trust-sandbox");
    const authorityFile = write("authority.crt", authority.certificate);
    const server = await authority.serverCertificate(["localhost", "kubernetes.default.svc"]);
    const serverFiles = {
        certificate: write("server.crt", server.certificate),
        key: write("server.key", server.key),
    };
    const tokens = serviceAccountKeys();
    const tokenKeys = {
        publicKey: write("service-accounts.pub", tokens.publicKey),
        privateKey: write("service-accounts.key", tokens.privateKey),
    };
    const [etcdPort = 0, port = 0] = await freePorts(2);
    const etcdUrl = `https://127.0.0.1:${etcdPort}`;
    const access = async (user: string, ...groups: string[]): Promise<Access> => ({
        server: `https://127.0.0.1:${port}`,
        authority: authority.certificate,
        client: await authority.clientCertificate(user, ...groups),
    });

    const running: ServerProcess[] = [];
    const launch = (command: string, args: string[]): ServerProcess => {
        const name = basename(command);
        const server = ServerProcess.start(name, command, args, join(folder, `${name}.log`));
        // To be stopped in reverse order.
        running.unshift(server);
        return server;
    };
    const administrator = await access("sandbox", "system:masters");
    const client = new Client(administrator);
    const clients = [client];
    const clientOf = async (...user: Parameters<typeof access>): Promise<Client> => {
        const made = new Client(await access(...user));
        clients.push(made);
        return made;
    };
    const stop = async (): Promise<void> => {
        for (const each of clients) {
            each.close();
        }
        for (const server of running) {
            await server.stop();
        }
    };
    try {
        const etcd = launch(binaries.etcd, [
            `--data-dir=${join(folder, "etcd")}`,
            `--listen-client-urls=${etcdUrl}`,
            `--advertise-client-urls=${etcdUrl}`,
            "--listen-peer-urls=http://127.0.0.1:0",
            `--cert-file=${serverFiles.certificate}`,
            `--key-file=${serverFiles.key}`,
            `--trusted-ca-file=${authorityFile}`,
            "--client-cert-auth=true",
            // A crash of the machine may cost the sandbox's data, which it makes again.
            "--unsafe-no-fsync=true",
        ]);
        const apiServer = launch(binaries["kube-apiserver"], [
            `--etcd-servers=${etcdUrl}`,
            `--etcd-cafile=${authorityFile}`,
            `--etcd-certfile=${serverFiles.certificate}`,
            `--etcd-keyfile=${serverFiles.key}`,
            "--bind-address=127.0.0.1",
            "--advertise-address=127.0.0.1",
            `--secure-port=${port}`,
            // The Endpoints of the Service "kubernetes" must not hold a loopback address.
            "--endpoint-reconciler-type=none",
            `--tls-cert-file=${serverFiles.certificate}`,
            `--tls-private-key-file=${serverFiles.key}`,
            `--client-ca-file=${authorityFile}`,
            "--anonymous-auth=false",
            // As on every real cluster: a kubelet may do what its node needs, and no more.
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--service-account-issuer=https://kubernetes.default.svc",
            `--service-account-key-file=${tokenKeys.publicKey}`,
            `--service-account-signing-key-file=${tokenKeys.privateKey}`,
            `--encryption-provider-config=${encryptionConfiguration(folder)}`,
            "--service-cluster-ip-range=10.43.0.0/16",
            // By one of these, Linkerd's injector is stood in for.
            "--feature-gates=MutatingAdmissionPolicy=true",
            "--runtime-config=admissionregistration.k8s.io/v1beta1=true",
            // linkerd-init needs NET_ADMIN; Pod Security decides where it may have it.
            "--allow-privileged=true",
        ]);
        await Promise.race([
            apiServer.ready(() => isReady(client)),
            // Without etcd the API server would only say that it waits.
            etcd.ready(() => isReady(client)),
        ]);
        const kubeconfigOf = async (...user: Parameters<typeof access>): Promise<string> =>
            write(`${user[0].replace(":", "-")}.kubeconfig`, kubeconfig(await access(...user)));
        launch(binaries["kube-controller-manager"], [
            `--kubeconfig=${await kubeconfigOf("system:kube-controller-manager")}`,
            `--controllers=${[...controllers, ...(nodes ? workloadControllers : [])].join(",")}`,
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            "--secure-port=0",
            `--service-account-private-key-file=${tokenKeys.privateKey}`,
            `--root-ca-file=${authorityFile}`,
            "--kube-api-qps=200",
            "--kube-api-burst=400",
        ]);
        if (nodes !== undefined) {
            const scheduler = await kubeconfigOf("system:kube-scheduler");
            launch(nodes["kube-scheduler"], schedulerArguments(scheduler));
            const kwok = await kubeconfigOf("kwok", "system:masters");
            launch(nodes.kwok, kwokArguments(kwok));
            await addNode(new ApiObjects(client));
        }
        const kubeconfigFile = kubeconfigIn(folder);
        writeFileSync(kubeconfigFile, kubeconfig(administrator), { mode: 0o600 });
        const ended = Promise.race(running.map((server) => server.ended));
        return { client, clientOf, kubeconfigFile, ended, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}

/** Those that need no nodes: deletion in namespaces and of dependents, accounts, types in policies. */
const controllers = [
    "namespace-controller",
    "garbage-collector-controller",
    "serviceaccount-controller",
    "root-ca-certificate-publisher-controller",
    "clusterrole-aggregation-controller",
    "validatingadmissionpolicy-status-controller",
];

async function isReady(client: Client): Promise<boolean> {
    try {
        return (await client.send({ method: "GET", path: "/readyz" })) === "ok";
    } catch {
        return false;
    }
}

/**
 * Secrets lie encrypted in etcd, as those in Pulumi's state do; the key, like the passphrase, lies
 * apart from them.
 */
function encryptionConfiguration(folder: string): string {
    const file = join(folder, "encryption.yaml");
    if (!existsSync(file)) {
        const key = { name: "sandbox", secret: randomBytes(32).toString("base64") };
        const configuration = {
            apiVersion: "apiserver.config.k8s.io/v1",
            kind: "EncryptionConfiguration",
            resources: [
                {
                    resources: ["secrets"],
                    providers: [{ secretbox: { keys: [key] } }],
                },
            ],
        };
        writeFileSync(file, stringify(configuration), { mode: 0o600 });
    }
    return file;
}
