import { type Pods } from "../../kubernetes/pods";
import { isUnsettled, valueOf } from "../../reading/read";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { routesOfServer, undecidedRoutes } from "../../linkerd/routes";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { doubtful } from "../../kubernetes/selections";
import { PORT, type Server, portNumbers, serverSelections, serversOf } from "../../linkerd/servers";
import { type Settings } from "../../settings";
import { doubtIn, stackEvaluator } from "../../linkerd/stackEvaluator";

export const preview: Preview = {
    settings: ["trustDomain", "controlPlaneNamespace", "ingress"],
    stack: {
        policy: "authz-11-probes-are-authorized",
        demand: "Every HTTP probe of a port whose Server has routes may be made without identity.",
        *check(index, settings) {
            for (const server of serversOf(index)) {
                yield* probed(server, index, settings);
            }
        },
    },
};

function* probed(server: Server, index: ResourceIndex, settings: Settings): Generator<Verdict> {
    const { resource, namespace, name, port } = server;
    if (namespace.state !== "known" || name.state !== "known" || port.state !== "known") {
        const unread = [namespace, name, port].find(isUnsettled);
        if (unread) {
            yield unsettled(resource, unread);
        }
        return;
    }
    const routes = routesOfServer(index, namespace.value, name.value);
    const [unread] = undecidedRoutes(index, namespace.value);
    if (routes.length === 0 && unread === undefined) {
        return;
    }
    const said = new Set<string>();
    for (const pods of serverSelections(index).podsOf(server)) {
        if (pods.probesDoubt) {
            yield doubtful(resource, { reading: pods.probesDoubt, of: pods.resource });
        }
        for (const path of unauthorizedProbes(pods, port.value, index, settings)) {
            if (!said.has(path)) {
                said.add(path);
                yield refuse(server, pods, path, index);
            }
        }
    }
}

/** The paths of probes that the kubelet may not make. */
function unauthorizedProbes(
    pods: Pods,
    port: number | string,
    index: ResourceIndex,
    settings: Settings,
): string[] {
    const { probes, kind, namespace, name } = pods.facts;
    return portNumbers(port, pods).flatMap((number) =>
        [...(probes.get(number) ?? [])].filter((path) => {
            const request = { method: "GET", path, query: "", headers: {}, host: undefined };
            return !stackEvaluator(index, settings)
                .sourcesFor(kind, `${namespace}/${name}`, number, request)
                .some(({ who }) => who === "anybody");
        }),
    );
}

function refuse(server: Server, pods: Pods, path: string, index: ResourceIndex): Verdict {
    const doubt = doubtIn(index, valueOf(server.namespace) ?? "");
    return doubt
        ? doubtful(server.resource, doubt)
        : violation(
              server.resource,
              PORT,
              `has routes, and none lets the kubelet probe GET ${path} of ${pods.facts.kind} "${pods.facts.name}"`,
          );
}
