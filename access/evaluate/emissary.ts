import type { KubernetesObject } from "../objects";
import type { Reason } from "./client";
import { Field } from "./field";
import { readLabelSelector, selects, type LabelSelector } from "./labelSelector";
import { compareMappings, mappingMatches, readMapping, type Mapping } from "./mapping";
import type { Request } from "./request";
import { Services } from "./service";

export { readServiceUrl } from "./service";
export type { ServiceUrl } from "./service";

interface Host {
    namespace: string;
    name: string;
    hostname: string;
    selector: LabelSelector | undefined;
}

/** Emissary's routing, from its Hosts, Mappings and AuthServices. */
export class Emissary {
    private readonly hosts: Host[] = [];
    private readonly mappings: Mapping[] = [];
    readonly services = new Services();
    private listeners = 0;
    /** The AuthService that Emissary asks before every Mapping without `bypass_auth`. */
    readonly authServices: {
        namespace: string;
        name: string;
        service: string;
        failureAllowed: boolean;
    }[] = [];

    constructor(objects: readonly KubernetesObject[], problems: string[]) {
        for (const object of objects) {
            const root = Field.root(object, problems);
            if (object.apiVersion === "v1" && object.kind === "Service") {
                this.services.add(object, root);
            } else if (object.apiVersion.startsWith("getambassador.io/")) {
                this.add(object, root);
            }
        }
        this.mappings.sort(compareMappings);
    }

    /** Mappings, the one that Emissary tries first at the front. */
    get ordered(): readonly Mapping[] {
        return this.mappings;
    }

    /** Why the internet reaches no Mapping at all; undefined where it may. */
    get closed(): Reason | undefined {
        const why =
            this.listeners === 0
                ? "there is no Listener, so Emissary listens nowhere"
                : this.hosts.length === 0
                  ? "there is no Host, so Emissary serves no Mapping"
                  : undefined;
        return why === undefined
            ? undefined
            : { kind: this.listeners === 0 ? "Listener" : "Host", namespace: "", name: "", why };
    }

    /** The Host through which a Mapping is served. */
    hostOf(mapping: Mapping, requested: string | undefined): Host | undefined {
        return this.hosts.find(({ hostname, selector }) => {
            const selected =
                selector !== undefined && hasConditions(selector)
                    ? selects(selector, mapping.labels)
                    : undefined;
            const named =
                mapping.hostname === undefined
                    ? undefined
                    : globsOverlap(hostname, mapping.hostname);
            return (
                selected !== false &&
                named !== false &&
                (selected === true || named === true) &&
                (requested === undefined ||
                    (globsOverlap(hostname, requested) &&
                        globsOverlap(mapping.hostname ?? "*", requested)))
            );
        });
    }

    /** The Mapping that a request takes. */
    mappingFor(request: Request): { mapping: Mapping; host: Host } | undefined {
        for (const mapping of this.mappings) {
            const host = this.hostOf(mapping, request.host);
            if (host !== undefined && mappingMatches(mapping, request)) {
                return { mapping, host };
            }
        }
        return undefined;
    }

    private add(object: KubernetesObject, root: Field): void {
        const namespace = object.metadata.namespace ?? "default";
        const { name } = object.metadata;
        const spec = root.at("spec");
        switch (object.kind) {
            case "Listener":
                this.listeners += 1;
                break;
            case "Host": {
                const selector = spec.at("mappingSelector");
                this.hosts.push({
                    namespace,
                    name,
                    hostname: spec.at("hostname").string() ?? "*",
                    selector: selector.present ? readLabelSelector(selector) : undefined,
                });
                break;
            }
            case "AuthService":
                this.authServices.push({
                    namespace,
                    name,
                    service: spec.at("auth_service").requiredString(),
                    failureAllowed: spec.at("failure_mode_allow").boolean() === true,
                });
                break;
            case "Mapping":
                this.mappings.push(readMapping(object, spec));
                break;
        }
    }
}

function hasConditions({ matchLabels, matchExpressions }: LabelSelector): boolean {
    return Object.keys(matchLabels).length > 0 || matchExpressions.length > 0;
}

/** Whether some host name fits both globs, of which `*` may stand at one end only. */
function globsOverlap(one: string, other: string): boolean {
    const [left, right] = [one.toLowerCase(), other.toLowerCase()];
    if (left === "*" || right === "*" || left === right) {
        return true;
    }
    const fits = (glob: string, name: string): boolean =>
        glob.startsWith("*")
            ? name.endsWith(glob.slice(1))
            : glob.endsWith("*") && name.startsWith(glob.slice(0, -1));
    return fits(left, right) || fits(right, left);
}
