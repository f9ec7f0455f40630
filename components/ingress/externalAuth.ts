import { createHash } from "node:crypto";

import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { type AccessModel, authServiceObjects } from "zero-trust-access";

import { accessProblems, missingProblems } from "../accessModel";
import { MeshedWorkload } from "../apps/meshedWorkload";
import { registerCompiled } from "../compiledObjects";
import { imageDigestProblems, reviewedImage } from "../imageDigest";
import { type Problem, Problems, valid } from "../validation";
import { externalAuthConfiguration, saltedHash } from "./externalAuthConfiguration";
import {
    emissaryNamespace,
    emissaryRelease,
    externalAuthName,
    externalAuthPorts,
} from "./ingressWorkloads";

/** Arguments of `ExternalAuth`. */
export interface ExternalAuthArgs extends ExternalAuthImageArgs {
    /** Who may call whom; it lets the ingress ask this service who a user is. */
    access: AccessModel;
    /** Name of the one user. Default: `faces`. */
    user?: string;
    /** Number of replicas. Default: 1. */
    replicas?: number;
}

/** What decides which image the external auth service runs. */
export interface ExternalAuthImageArgs {
    /** Image of nginx that runs without root. Default: the pinned one. */
    image?: string;
    /**
     * Digest of the image that was reviewed: `sha256:` and 64 hexadecimal digits. Default: none, so
     * that the registry decides what the tag is.
     */
    imageDigest?: string;
}

/** The image of the external auth service. */
export function externalAuthImage({ image, imageDigest }: ExternalAuthImageArgs): string {
    return reviewedImage(image ?? defaultImage, imageDigest);
}

/** Every problem of the arguments; empty when the service can be made from them. */
export function externalAuthProblems({ access, user, imageDigest }: ExternalAuthArgs): Problem[] {
    const problems = new Problems();
    problems.all.push(
        ...accessProblems(access),
        ...missingProblems(access, { namespace: emissaryNamespace, workload: externalAuthName }),
        ...userProblems(user),
        ...imageDigestProblems("imageDigest", imageDigest),
    );
    problems.require(
        access.edges.some(
            ({ from, to }) =>
                from.kind === "authentication" &&
                to.kind === "port" &&
                to.workload === externalAuthName,
        ),
        {
            path: "access.edges",
            reason: `do not let ${emissaryRelease} ask ${externalAuthName} who a user is`,
            remedy: 'allow(emissary.authentication()).to(auth.port("http"))',
        },
    );
    return problems.all;
}

/** The problem of a name that HTTP Basic authentication cannot carry. */
export function userProblems(user = defaultUser): Problem[] {
    const problems = new Problems();
    problems.require(/^[A-Za-z0-9._-]{1,64}$/.test(user), {
        path: "user",
        value: user,
        reason: "is not a user name for HTTP Basic authentication",
        remedy: "use letters, digits, dots, dashes and underscores",
    });
    return problems.all;
}

const defaultUser = "faces";
const nginxConfiguration = externalAuthConfiguration({
    port: externalAuthPorts.http,
    readinessPort: externalAuthPorts.ready,
    usersFile: "/etc/nginx/users/htpasswd",
    temporaryFolder: "/tmp",
});
const workload = externalAuthName;
const namespace = emissaryNamespace;

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

        const { access } = inputs;
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
                access,
                namespace,
                workload,
                image: externalAuthImage(inputs),
                replicas: inputs.replicas ?? 1,
                runAsUser: 101,
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
        registerCompiled(name, authServiceObjects(access), {
            parent: this,
            dependsOn: [service],
        });
        this.registerOutputs({ user: this.user, password: this.password });
    }
}

/** Last minor version of nginx's stable line. */
const defaultImage = "docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine";
