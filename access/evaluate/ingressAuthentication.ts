import type { Reason } from "./client";
import type { Connections } from "./connections";
import type { AuthService, Emissary } from "./emissary";
import type { Question, Request } from "./question";
import { targetPort } from "./service";
import type { Workloads } from "./workloads";

/** Whether Emissary may ask its AuthServices, without which it lets nothing through. */
export class IngressAuthentication {
    constructor(
        private readonly emissary: Emissary,
        private readonly workloads: Workloads,
        private readonly connections: Connections,
        /** `namespace/serviceaccount` of Emissary. */
        private readonly ingress: string,
    ) {}

    of(request: Request): { because: Reason[]; refused: boolean } {
        const because: Reason[] = [];
        for (const authService of this.emissary.authServices) {
            const { refused, why } = this.ask(authService, request);
            const { namespace, name } = authService;
            const reason = { kind: "AuthService", namespace, name, why };
            if (refused) {
                return { because: [reason], refused };
            }
            because.push(reason);
        }
        return { because, refused: false };
    }

    private ask(authService: AuthService, request: Request): { refused: boolean; why: string } {
        const { namespace, service, tls, failureAllowed } = authService;
        const destination = this.emissary.services.destination(service, namespace, tls);
        const [workload] =
            typeof destination === "string"
                ? []
                : this.workloads.selectedBy(destination.namespace, destination.selector);
        if (typeof destination === "string" || workload === undefined) {
            return { refused: false, why: `is asked first, as ${service}, which is not given` };
        }
        const port = targetPort(workload, destination);
        if (port === undefined) {
            const why = `is asked first, on a port that ${service} has not`;
            return { refused: false, why };
        }
        const { verdict, because } = this.connections.ask(
            this.ingress,
            workload,
            port,
            questionOf(authService, request),
        );
        if (verdict !== "deny" && verdict !== "not-found") {
            return { refused: false, why: "is asked first, and must let the request through" };
        }
        // Where the network stops it nobody answers; a proxy answers an HTTP request, by a refusal.
        const unanswered = authService.grpc || because[0]?.kind === "NetworkPolicy";
        return failureAllowed && unanswered
            ? { refused: false, why: "cannot be asked, and lets requests through then" }
            : {
                  refused: true,
                  why: `cannot be reached: ${this.ingress} may not call ${workload.namespace}/${workload.name}:${port}`,
              };
    }
}

/** What Emissary asks an AuthService: the request itself, or a call of Envoy's own gRPC service. */
function questionOf({ grpc, pathPrefix }: AuthService, { method, path, host }: Request): Question {
    const asked = { from: "", to: "", port: 0 };
    return grpc
        ? { ...asked, method: "POST", path: "/envoy.service.auth.v3.Authorization/Check" }
        : {
              ...asked,
              method,
              path: `${pathPrefix}${path}`,
              ...(host === undefined ? {} : { host }),
          };
}
