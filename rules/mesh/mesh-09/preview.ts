import type { Path } from "zero-trust-manifests";
import { OPAQUE_PORTS } from "../../linkerd/linkerd";
import { type Pods, podsOf } from "../../kubernetes/pods";
import { includesPort, parsePorts } from "../../kubernetes/ports";
import { isUnsettled, read, readString, valueOf } from "../../reading/read";
import { type Resource, namespaceOf } from "../../reading/resource";
import { type ResourceIndex } from "../../reading/resourceIndex";
import { type Preview, type Verdict, unlessExempt, unsettled, violation } from "../../rule";
import { type Doubt, doubtful } from "../../kubernetes/selections";
import { portNumbers, serverSelections } from "../../linkerd/servers";
import {
    type Service,
    type ServicePort,
    servicePorts,
    serviceSelections,
    servicesOf,
} from "../../kubernetes/services";
import { type Settings } from "../../settings";
import { containersOf } from "../../kubernetes/workload";

/** Ports that Linkerd's charts take for opaque where no annotation says otherwise. */
const OPAQUE_BY_DEFAULT = new Set([25, 587, 3306, 4444, 5432, 6379, 9300, 11211]);
/** FTP, SSH, POP3, IMAP and NATS: there, too, the server speaks first. */
const SERVER_FIRST = new Set([...OPAQUE_BY_DEFAULT, 21, 22, 110, 143, 4222]);
const PROBES = ["livenessProbe", "readinessProbe", "startupProbe"];

export const preview: Preview = {
    settings: ["exemptNamespaces"],
    stack: {
        policy: "mesh-09-opaque-ports-and-probes",
        demand: "Every meshed port on which the server speaks first is declared opaque, and no meshed container has a tcpSocket probe.",
        *check(index, settings) {
            for (const pods of podsOf(index).filter(({ meshed }) => meshed === true)) {
                yield* unlessExempt(pods.resource, settings, probes(pods));
                yield* unlessExempt(pods.resource, settings, containerPorts(pods, index));
            }
            for (const service of servicesOf(index)) {
                yield* ofService(service, index, settings);
            }
        },
    },
};

function* probes({ resource, workload }: Pods): Generator<Verdict> {
    for (const container of containersOf(workload).paths) {
        for (const probe of PROBES) {
            const socket = read(resource.object, [...container, probe, "tcpSocket"]);
            if (isUnsettled(socket)) {
                yield unsettled(resource, socket);
            } else if (socket.state === "known") {
                yield violation(
                    resource,
                    socket.path,
                    "is probed by a TCP connection, which its proxy accepts whether the application lives or not",
                    "probe by httpGet, grpc or exec",
                );
            }
        }
    }
}

function* containerPorts(pods: Pods, index: ResourceIndex): Generator<Verdict> {
    const { resource, workload, facts, annotationsDoubt, portsDoubt } = pods;
    if (portsDoubt) {
        yield unsettled(resource, portsDoubt);
    }
    const path = [...workload.template, "metadata", "annotations", OPAQUE_PORTS];
    for (const port of [...facts.ports].filter((each) => SERVER_FIRST.has(each))) {
        if (isListed(port, facts.annotations[OPAQUE_PORTS])) {
            continue;
        }
        const served = isOpaqueByServer(pods, port, index);
        if (served === false) {
            yield annotationsDoubt
                ? unsettled(resource, annotationsDoubt)
                : violation(resource, path, `does not declare port ${port} opaque`);
        } else if (served !== true) {
            yield doubtful(resource, served);
        }
    }
}

function isOpaqueByServer(pods: Pods, port: number, index: ResourceIndex): boolean | Doubt {
    const selections = serverSelections(index);
    let doubt = selections.doubtOfPods(pods);
    for (const server of selections.of(pods)) {
        const { resource, protocol } = server;
        const unread = [server.port, protocol].find(isUnsettled);
        if (unread) {
            doubt ??= { reading: unread, of: resource };
        } else if (
            server.port.state === "known" &&
            portNumbers(server.port.value, pods).includes(port) &&
            valueOf(protocol) === "opaque"
        ) {
            return true;
        }
    }
    return doubt ?? false;
}

/** Callers read it of the Service; the injector copies it there from the Namespace. */
function* ofService(
    service: Service,
    index: ResourceIndex,
    settings: Settings,
): Generator<Verdict> {
    const { resource } = service;
    if (
        serviceSelections(index)
            .podsOf(service)
            .some(({ meshed }) => meshed === true)
    ) {
        const ports = servicePorts(resource);
        yield* unlessExempt(
            resource,
            settings,
            isUnsettled(ports)
                ? [unsettled(resource, ports)]
                : (valueOf(ports) ?? []).flatMap((port) => [...declared(resource, port, index)]),
        );
    }
}

function* declared(
    resource: Resource,
    { path, port, appProtocol }: ServicePort,
    index: ResourceIndex,
): Generator<Verdict> {
    if (port.state !== "known" || !SERVER_FIRST.has(port.value)) {
        if (isUnsettled(port)) {
            yield unsettled(resource, port);
        }
        return;
    }
    const at: Path = ["metadata", "annotations", OPAQUE_PORTS];
    const own = readString(resource.object, at);
    const home = index.namespace(valueOf(namespaceOf(resource)) ?? "");
    const annotation =
        own.state === "absent" && home.state === "known" ? readString(home.value.object, at) : own;
    if (valueOf(appProtocol) === "linkerd.io/opaque") {
        return;
    }
    if (isUnsettled(annotation)) {
        yield unsettled(resource, annotation);
    } else if (!isListed(port.value, valueOf(annotation))) {
        yield violation(resource, path, `does not declare its port ${port.value} opaque`);
    }
}

/** The annotation replaces the default, it does not add to it. */
function isListed(port: number, annotation: string | undefined): boolean {
    return annotation === undefined
        ? OPAQUE_BY_DEFAULT.has(port)
        : includesPort(parsePorts(annotation) ?? [], port);
}
