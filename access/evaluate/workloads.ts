import { closest, InputError, type KubernetesObject } from "zero-trust-manifests";
import { append } from "./append";
import { isExternalWorkload, readExternalWorkload } from "./externalWorkload";
import type { Labels } from "./labelSelector";
import type { Settings } from "./settings";
import { isWorkload, readWorkload, type Workload } from "./workload";

/** Everything that runs, by name, by ServiceAccount and by label. */
export class Workloads {
    private readonly byName = new Map<string, Workload[]>();
    private readonly byServiceAccount = new Map<string, Workload[]>();
    /** By `namespace/label=value`, without those that another makes. */
    private readonly byLabel = new Map<string, Workload[]>();

    constructor(
        objects: readonly KubernetesObject[],
        namespaces: ReadonlyMap<string, KubernetesObject>,
        problems: string[],
        settings: Settings,
    ) {
        for (const object of objects.filter(isExternalWorkload)) {
            const workload = readExternalWorkload(object, problems);
            append(this.byName, `${workload.namespace}/${workload.name}`, workload);
        }
        for (const object of objects.filter(isWorkload)) {
            const { namespace = "default" } = object.metadata;
            const workload = readWorkload(object, namespaces.get(namespace), problems, settings);
            append(this.byName, `${namespace}/${workload.name}`, workload);
            append(this.byServiceAccount, `${namespace}/${workload.serviceAccount}`, workload);
        }
        for (const workload of this) {
            for (const [key, value] of Object.entries(workload.labels)) {
                append(this.byLabel, `${workload.namespace}/${key}=${value}`, workload);
            }
        }
    }

    /** Each that no other makes, and so stands for it. */
    *[Symbol.iterator](): Generator<Workload> {
        for (const workload of [...this.byName.values()].flat()) {
            if (!this.isOwned(workload)) {
                yield workload;
            }
        }
    }

    /** `namespace/name` of every ServiceAccount that some workload has. */
    get serviceAccounts(): Iterable<string> {
        return this.byServiceAccount.keys();
    }

    /** @param serviceAccount `namespace/name` */
    ofServiceAccount(serviceAccount: string): readonly Workload[] {
        return this.byServiceAccount.get(serviceAccount) ?? [];
    }

    /** @param name `namespace/name` */
    get(kind: string, name: string): Workload | undefined {
        return this.byName.get(name)?.find((workload) => workload.kind === kind);
    }

    /** Those that a Service of a namespace selects; none where it has no selector. */
    selectedBy(namespace: string, selector: Labels): Workload[] {
        const [first] = Object.entries(selector);
        return first === undefined
            ? []
            : (this.byLabel.get(`${namespace}/${first[0]}=${first[1]}`) ?? []).filter(
                  ({ labels }) =>
                      Object.entries(selector).every(([key, value]) => labels[key] === value),
              );
    }

    /**
     * @param to `namespace/name`, or `namespace/Kind/name`.
     * @throws InputError where there is no such workload, or more than one.
     */
    named(to: string): Workload {
        const [namespace, ...rest] = to.split("/");
        const name = rest.at(-1);
        if (namespace === undefined || !namespace || !name || rest.length > 2) {
            throw new InputError([
                `to: "${to}" is no workload; give NAMESPACE/WORKLOAD, e.g. faces/face`,
            ]);
        }
        const found = (this.byName.get(`${namespace}/${name}`) ?? []).filter(
            ({ kind }) => rest.length === 1 || kind.toLowerCase() === rest[0]?.toLowerCase(),
        );
        const [workload, ...others] = found;
        if (workload === undefined) {
            const near = closest(to, this.byName.keys());
            throw new InputError([
                `to: there is no workload or pod ${to}${near === undefined ? "" : `; did you mean ${near}?`}`,
            ]);
        }
        if (others.length > 0) {
            const choices = found.map(({ kind }) => `${namespace}/${kind}/${name}`);
            throw new InputError([
                `to: ${to} is more than one workload; give one of ${choices.sort().join(", ")}`,
            ]);
        }
        return workload;
    }

    private isOwned({ namespace, owners }: Workload): boolean {
        return owners.some((owner) => {
            const [kind = "", name = ""] = owner.split("/");
            return this.get(kind, `${namespace}/${name}`) !== undefined;
        });
    }
}

/**
 * The container port of a workload that a number or a name means; without a workload, of any.
 *
 * @throws InputError where there is none, or more than one.
 */
export function portOf(target: Workload | undefined, port: number | string): number {
    const number = typeof port === "string" && /^\d+$/.test(port) ? Number(port) : port;
    if (typeof number === "number") {
        if (!Number.isInteger(number) || number < 1 || number > 65535) {
            throw new InputError([`port: ${port} is none; give 1 to 65535, or a port's name`]);
        }
        return number;
    }
    if (number === "") {
        throw new InputError(["port: is empty; give 1 to 65535, or a port's name"]);
    }
    if (target === undefined) {
        throw new InputError([`port: "${port}" is no number, but a name; give --to as well`]);
    }
    const { namespace, name, portsByName } = target;
    const [found, ...others] = portsByName.get(number) ?? [];
    if (found === undefined || others.length > 0) {
        const near = closest(number, portsByName.keys());
        throw new InputError([
            `port: ${namespace}/${name} has ${found === undefined ? "no port" : "several ports"} named ${number}${near === undefined || found !== undefined ? "" : `; did you mean ${near}?`}`,
        ]);
    }
    return found;
}
