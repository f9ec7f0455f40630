import { httpMethods } from "../model/model";
import type { Reason } from "./client";
import type { Connections } from "./connections";
import type { Emissary } from "./emissary";
import { mappingText, rewritten, type Mapping } from "./mapping";
import type { Call, Question, Verdict } from "./question";
import { requestOf } from "./request";
import type { Destination } from "./service";
import type { Workload } from "./workload";
import type { Workloads } from "./workloads";

/** An address that documents use for one of the internet. */
const anyInternetAddress = "203.0.113.1";

/** The ways from the internet: by Emissary's Mappings, and by Services that lead past it. */
export class Internet {
    constructor(
        private readonly emissary: Emissary,
        private readonly workloads: Workloads,
        private readonly connections: Connections,
        /** `namespace/serviceaccount` of Emissary. */
        private readonly ingress: string,
        /** Address of a caller within the cluster. */
        private readonly callerAddress: string,
    ) {}

    ask(target: Workload, port: number, question: Question): Verdict {
        return (
            this.askDirectly(target, port, question) ??
            this.askThroughIngress(target, port, question)
        );
    }

    /** What the internet may reach. */
    calls(): Call[] {
        const direct = this.emissary.services.exposures.flatMap((exposure): Call[] => {
            const [workload] = this.workloads.selectedBy(exposure.namespace, exposure.selector);
            const port = workload === undefined ? undefined : targetPort(workload, exposure);
            if (workload === undefined || port === undefined) {
                return [];
            }
            const question = { from: "internet", to: "", port, path: "/~any" };
            const found = this.askDirectly(workload, port, question);
            return found?.verdict === "allow" || found?.verdict === "unenforced"
                ? [internetCall(workload, port, "*", found.verdict, found.because)]
                : [];
        });
        return this.emissary.closed === undefined ? [...direct, ...this.mappedCalls()] : direct;
    }

    private mappedCalls(): Call[] {
        return this.emissary.ordered.flatMap((mapping): Call[] => {
            const destination = this.emissary.services.destination(
                mapping.service,
                mapping.namespace,
            );
            // Nobody can ask for a path that does not begin with a slash.
            const isPath = mapping.match !== "regex" && mapping.prefix.startsWith("/");
            if (typeof destination === "string" || !isPath) {
                return [];
            }
            const [workload] = this.workloads.selectedBy(
                destination.namespace,
                destination.selector,
            );
            if (workload === undefined) {
                return [];
            }
            const port = targetPort(workload, destination);
            if (port === undefined) {
                return [];
            }
            const host = mapping.hostname?.replace("*", "any");
            const isPrefix = mapping.grpc && mapping.prefix.endsWith("/");
            const asked: Question = {
                from: "internet",
                to: "",
                port,
                // A gRPC client asks for a service and a method.
                path: isPrefix ? `${mapping.prefix}~any/~any` : mapping.prefix,
                headers: { ...mapping.headers },
                ...(host === undefined || mapping.hostname === "*" ? {} : { host }),
            };
            // Of some methods another Mapping can take the same requests first.
            const method = methodsTaken(mapping).find(
                (each) =>
                    this.emissary.mappingFor(requestOf({ ...asked, method: each }, "HTTP/1"))
                        ?.mapping === mapping,
            );
            if (method === undefined) {
                return [];
            }
            const { verdict, because } = this.askThroughIngress(workload, port, {
                ...asked,
                method,
            });
            return verdict === "allow" || verdict === "unenforced"
                ? [internetCall(workload, port, mappingText(mapping), verdict, because)]
                : [];
        });
    }

    /** What the internet may do by a Service that leads past the ingress, if it may anything. */
    private askDirectly(target: Workload, port: number, question: Question): Verdict | undefined {
        for (const exposure of this.emissary.services.exposures) {
            if (!leadsTo(exposure, target, port)) {
                continue;
            }
            // On its way in a caller takes the address of a node, unless the Service keeps its own.
            const addresses = [
                anyInternetAddress,
                ...(exposure.keepsAddress ? [] : [this.callerAddress]),
            ];
            for (const address of addresses) {
                const from = `unauthenticated@${address}`;
                const { verdict, because } = this.connections.ask(from, target, port, question);
                if (verdict === "allow" || verdict === "unenforced") {
                    return { verdict, because: [...because, exposure.service] };
                }
            }
        }
        return undefined;
    }

    /** From the internet a request comes through Emissary, by a Mapping, with Emissary's identity. */
    private askThroughIngress(target: Workload, port: number, question: Question): Verdict {
        const { closed } = this.emissary;
        if (closed !== undefined) {
            return { verdict: "deny", because: [closed] };
        }
        const request = requestOf(question, "HTTP/1");
        const found = this.emissary.mappingFor(request);
        if (found === undefined) {
            const why = `no Mapping takes ${request.method} ${request.path}`;
            return {
                verdict: "not-found",
                because: [{ kind: "Mapping", namespace: "", name: "", why }],
            };
        }
        const { mapping, host } = found;
        const { namespace, name } = mapping;
        const taken: Reason = {
            kind: "Mapping",
            namespace,
            name,
            why: `takes ${request.method} ${request.path} by ${mappingText(mapping)}, on Host ${host.namespace}/${host.name}`,
        };
        const destination = this.emissary.services.destination(mapping.service, namespace);
        if (typeof destination === "string") {
            return { verdict: "not-found", because: [{ ...taken, why: destination }] };
        }
        const arrival = [taken, destination.service];
        if (!leadsTo(destination, target, port)) {
            const why = `leads elsewhere than ${target.namespace}/${target.name}:${port}`;
            return {
                verdict: "not-found",
                because: [{ ...destination.service, why }, taken],
            };
        }
        const authentication = mapping.bypassAuth
            ? { because: [{ ...taken, why: "bypasses the AuthService" }], refused: false }
            : this.authentication();
        if (authentication.refused) {
            return { verdict: "deny", because: [...authentication.because, ...arrival] };
        }
        const path = rewritten(mapping, request.path);
        const query = request.query === "" ? "" : `?${request.query}`;
        const verdict = this.connections.ask(this.ingress, target, port, {
            ...question,
            path: `${path}${query}`,
        });
        return {
            verdict: verdict.verdict,
            because: [...verdict.because, ...arrival, ...authentication.because],
        };
    }

    /** Whether Emissary reaches its AuthServices, without which it lets nothing through. */
    private authentication(): { because: Reason[]; refused: boolean } {
        const because: Reason[] = [];
        for (const { namespace, name, service, failureAllowed } of this.emissary.authServices) {
            const destination = this.emissary.services.destination(service, namespace);
            const [workload] =
                typeof destination === "string"
                    ? []
                    : this.workloads.selectedBy(destination.namespace, destination.selector);
            const reason = { kind: "AuthService", namespace, name };
            if (typeof destination === "string" || workload === undefined) {
                because.push({
                    ...reason,
                    why: `is asked first, as ${service}, which is not given`,
                });
                continue;
            }
            const port = targetPort(workload, destination);
            if (port === undefined) {
                because.push({
                    ...reason,
                    why: `is asked first, on a port that ${service} has not`,
                });
                continue;
            }
            const { verdict } = this.connections.ask(this.ingress, workload, port, {
                from: this.ingress,
                to: "",
                port,
                path: "/~any",
            });
            if ((verdict === "deny" || verdict === "not-found") && !failureAllowed) {
                const why = `cannot be reached: ${this.ingress} may not call ${workload.namespace}/${workload.name}:${port}`;
                return { because: [{ ...reason, why }], refused: true };
            }
            because.push({ ...reason, why: "is asked first, and must let the request through" });
        }
        return { because, refused: false };
    }
}

/** Methods that a Mapping may take. */
function methodsTaken({ grpc, method, methodRegex }: Mapping): readonly string[] {
    if (grpc) {
        return ["POST"];
    }
    const isNamed = method !== undefined && methodRegex === undefined;
    return isNamed && /^[A-Za-z]+$/.test(method) ? [method] : httpMethods;
}

function isSelected({ namespace, selector }: Destination, workload: Workload): boolean {
    return (
        workload.namespace === namespace &&
        Object.keys(selector).length > 0 &&
        Object.entries(selector).every(([key, value]) => workload.labels[key] === value)
    );
}

function leadsTo(destination: Destination, workload: Workload, port: number): boolean {
    return isSelected(destination, workload) && targetPort(workload, destination) === port;
}

function targetPort(workload: Workload, { target }: Destination): number | undefined {
    return typeof target === "number" ? target : [...(workload.portsByName.get(target) ?? [])][0];
}

function internetCall(
    workload: Workload,
    port: number,
    request: string,
    verdict: Call["verdict"],
    because: Reason[],
): Call {
    const to = `${workload.namespace}/${workload.name}`;
    return { from: "internet", to, port, request, verdict, because };
}
