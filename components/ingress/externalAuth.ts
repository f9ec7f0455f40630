import { createHash } from "node:crypto";

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import { MeshedWorkload } from "../apps/meshedWorkload";
import { customResource } from "../customResources";
import type { Caller } from "../mesh/inboundPolicy";
import { labelProblems, type Problem, Problems, valid } from "../validation";
import { externalAuthConfiguration, saltedHash } from "./externalAuthConfiguration";

/** Arguments of `ExternalAuth`. */
export interface ExternalAuthArgs {
    /** Namespace of the ingress, meshed and default-deny. */
    namespace: string;
    /** The ingress, the only one that may ask. */
    ingress: Caller;
    /** Name of the one user. Default: `faces`. */
    user?: string;
    /** Number of replicas. Default: 1. */
    replicas?: number;
    /** Image of nginx that runs without root. Default: the pinned one. */
    image?: string;
}

/** Every problem of the arguments; empty when the service can be made from them. */
export function externalAuthProblems(args: Omit<ExternalAuthArgs, "ingress">): Problem[] {
    const problems = new Problems();
    problems.all.push(...labelProblems("namespace", args.namespace));
    problems.require(/^[A-Za-z0-9._-]{1,64}$/.test(args.user ?? defaultUser), {
        path: "user",
        value: args.user,
        reason: "is not a user name for HTTP Basic authentication",
        remedy: "use letters, digits, dots, dashes and underscores",
    });
    return problems.all;
}

const defaultUser = "faces";
const port = 8080;
const readinessPort = 8081;
const nginxConfiguration = externalAuthConfiguration({
    port,
    readinessPort,
    usersFile: "/etc/nginx/users/htpasswd",
    temporaryFolder: "/tmp",
});
const workload = "external-auth";

/**
 * The external auth service: every request through the ingress needs the user and the password
 * that this component generates. It fails closed.
 */
export class ExternalAuth extends pulumi.ComponentResource {
    /** Name of the user. */
    readonly user: string;
    /** Password of the user, secret. */
    readonly password: pulumi.Output<string>;

    /** @throws pulumi.RunError listing every problem of the arguments. */
    constructor(name: string, args: ExternalAuthArgs, opts?: pulumi.ComponentResourceOptions) {
        const inputs = valid(`ExternalAuth "${name}"`, args, externalAuthProblems(args));
        super("zero-trust-components:index:ExternalAuth", name, inputs, opts);

        const { namespace } = inputs;
        this.user = inputs.user ?? defaultUser;
        const password = new random.RandomPassword(
            `${name}-password`,
            { length: 32, special: false },
            { parent: this },
        );
        this.password = pulumi.secret(password.result);
        const salt = new random.RandomId(`${name}-salt`, { byteLength: 8 }, { parent: this });

        const users = pulumi
            .all([this.password, salt.hex])
            .apply(([password, hex]) => `${this.user}:${saltedHash(password, hex)}\n`);
        const configuration = new kubernetes.core.v1.ConfigMap(
            `${name}-configuration`,
            {
                metadata: { name: `${workload}-configuration`, namespace },
                data: { "nginx.conf": nginxConfiguration },
            },
            { parent: this },
        );
        const secret = new kubernetes.core.v1.Secret(
            `${name}-users`,
            { metadata: { name: `${workload}-users`, namespace }, stringData: { htpasswd: users } },
            { parent: this },
        );
        const service = new MeshedWorkload(
            `${name}-service`,
            {
                namespace,
                workload,
                image: inputs.image ?? defaultImage,
                replicas: inputs.replicas ?? 1,
                runAsUser: 101,
                ports: [
                    {
                        name: "http",
                        containerPort: port,
                        protocol: "HTTP/1",
                        callers: [inputs.ingress],
                    },
                    {
                        name: "ready",
                        containerPort: readinessPort,
                        protocol: "HTTP/1",
                        callers: [],
                        readinessPath: "/ready",
                    },
                ],
                volumes: [
                    {
                        name: "configuration",
                        mountPath: "/etc/nginx/conf",
                        configMap: `${workload}-configuration`,
                    },
                    { name: "users", mountPath: "/etc/nginx/users", secret: `${workload}-users` },
                    { name: "tmp", mountPath: "/tmp" },
                ],
                command: ["nginx", "-c", "/etc/nginx/conf/nginx.conf", "-g", "daemon off;"],
                rolloutKey: createHash("sha256").update(nginxConfiguration).digest("hex"),
            },
            { parent: this, dependsOn: [configuration, secret] },
        );
        customResource(
            "AuthService",
            `${name}-auth-service`,
            {
                metadata: { name: workload, namespace },
                spec: {
                    auth_service: `http://${workload}.${namespace}.svc.cluster.local:${port}`,
                    proto: "http",
                    timeout_ms: 5000,
                    failure_mode_allow: false,
                    allowed_authorization_headers: ["x-faces-user"],
                },
            },
            { parent: this, dependsOn: [service] },
        );
        this.registerOutputs({ user: this.user, password: this.password });
    }
}

/** Last minor version of nginx's stable line. */
const defaultImage = "docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine";
