import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it. */
export interface RecordedResource {
    /** Type token. */
    type: string;
    /** Logical name. */
    name: string;
    /** Inputs, with outputs resolved. */
    inputs: Record<string, unknown>;
    /** Type token of the outermost component that it is part of; absent where it is part of none. */
    component: string | undefined;
    /** Resource options that are plain: timeouts, protection, what is ignored. */
    options: Record<string, unknown>;
}

/** What the cloud would add to a resource's inputs, by type, or by type and id of what is only read. */
const computed: Record<string, Record<string, unknown>> = {
    "civo:index/kubernetesCluster:KubernetesCluster": {
        kubeconfig: "apiVersion: v1\nkind: Config\n",
        apiEndpoint: "https://203.0.113.10:6443",
    },
    "kubernetes:helm.sh/v3:Release": {
        status: { namespace: "emissary", name: "emissary-ingress" },
    },
    "kubernetes:core/v1:Service": {
        status: { loadBalancer: { ingress: [{ ip: "203.0.113.20" }] } },
    },
    "kubernetes:core/v1:Namespace kube-system": {
        metadata: { name: "kube-system", uid: "0b5e7a54-1c3f-4c0e-9b52-8f3a1d2c4e6f" },
    },
    "random:index/randomPassword:RandomPassword": { result: "correct-horse-battery-staple" },
    "random:index/randomId:RandomId": { hex: "0011223344556677" },
};

/** A resource that remembers the value that it was made with. */
const stash = "pulumi:index:Stash";

/**
 * Runs a program without an engine and returns what it registered. It proves inputs; parents,
 * order and secrets are only proved by the engine.
 * @param project name of the project whose configuration the program reads
 * @param more what the cloud adds to a type otherwise than usual
 * @throws what the program throws.
 */
export async function recordResources(
    program: () => void,
    project = "project",
    more: Readonly<Record<string, Record<string, unknown>>> = {},
): Promise<RecordedResource[]> {
    const recorded: RecordedResource[] = [];
    const registered = new Map<string, Pick<RecordedResource, "component" | "options">>();
    const mocks: pulumi.runtime.Mocks = {
        newResource: ({ type, name, inputs, id = "" }) => {
            const resource = {
                type,
                name,
                inputs: reveal(inputs) as Record<string, unknown>,
                ...(registered.get(`${type} ${name}`) ?? { component: undefined, options: {} }),
            };
            recorded.push(resource);
            return {
                id: id === "" ? `${name}-id` : id,
                state: {
                    ...resource.inputs,
                    ...(type === stash && { output: resource.inputs.input }),
                    ...(more[type] ?? computed[type] ?? computed[`${type} ${id}`]),
                },
            };
        },
        call: ({ token }) => {
            throw new Error(`The program called ${token}, which no test expects`);
        },
    };
    await pulumi.runtime.setMocks(mocks, project);
    await pulumi.runtime.runInPulumiStack(() => {
        pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
            registered.set(`${type} ${name}`, {
                component: outermost(opts.parent),
                options: plainOptions(opts),
            });
            return undefined;
        });
        program();
        return Promise.resolve({});
    });
    await pulumi.runtime.disconnect();
    return recorded.filter(({ type }) => type !== "pulumi:pulumi:Stack");
}

function outermost(parent: pulumi.Resource | undefined): string | undefined {
    // Pulumi keeps who a resource's parent is to itself.
    const { __pulumiType: type, __parentResource: next } = (parent ?? {}) as {
        __pulumiType?: string;
        __parentResource?: pulumi.Resource;
    };
    return type === undefined || type === "pulumi:pulumi:Stack"
        ? undefined
        : (outermost(next) ?? type);
}

function plainOptions(opts: pulumi.CustomResourceOptions): Record<string, unknown> {
    const { customTimeouts, deleteBeforeReplace, ignoreChanges, protect, retainOnDelete } = opts;
    const { additionalSecretOutputs, replaceOnChanges } = opts;
    const options = {
        additionalSecretOutputs,
        customTimeouts,
        deleteBeforeReplace,
        ignoreChanges,
        protect,
        replaceOnChanges,
        retainOnDelete,
    };
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** Strips the wrapping by which Pulumi marks a secret. */
function reveal(value: unknown): unknown {
    if (typeof value !== "object" || value === null) {
        return value;
    }
    if (Array.isArray(value)) {
        return value.map(reveal);
    }
    if (secretMarker in value && "value" in value) {
        return reveal(value.value);
    }
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, reveal(part)]));
}

/** Key that Pulumi's protocol gives to every value of a special kind. */
const secretMarker = "4dabf18193072939515e22adb298388d";

/** The one resource of a type, and of a logical name where one is given. */
export function only(
    resources: RecordedResource[],
    type: string,
    name?: string,
): RecordedResource["inputs"] {
    const found = resources.filter(
        (resource) => resource.type === type && (name === undefined || resource.name === name),
    );
    const [first] = found;
    if (first === undefined || found.length > 1) {
        const known = resources.map((resource) => `${resource.type} ${resource.name}`).join("\n  ");
        throw new Error(`${found.length} resources are ${type} ${name ?? ""}, among:\n  ${known}`);
    }
    return first.inputs;
}
