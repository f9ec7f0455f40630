import * as pulumi from "@pulumi/pulumi";
import { isRecord, readYaml } from "zero-trust-manifests";

import type { ExistingClusterArgs, Problem } from "../components/index";
import type { ConfigReader } from "./configReader";
import type { ConfigSource } from "./configSource";
import { readKeys } from "./key";
import { keys } from "./keys";

/**
 * The cluster that is there. Its context is said by its name though it may be the current one, since
 * `pulumi refresh` and `pulumi destroy` run no program and would go to whichever is current then.
 */
export function readExistingCluster(read: ConfigReader): ExistingClusterArgs {
    const { kubeconfig: given, context, identifier } = readKeys(keys.cluster.existing, read);
    const content = readKubeconfig(read, read.source, given);
    const chosen = content && chooseContext(read, content, context);
    return {
        kubeconfig: given && pulumi.secret(given),
        context: chosen?.context ?? context,
        server: chosen?.server,
        identifier,
    };
}

/** What the Kubernetes provider reads, in its order; undefined in a pod, which has none. */
function readKubeconfig(
    read: ConfigReader,
    source: ConfigSource,
    given: string | undefined,
): Record<string, unknown> | undefined {
    const { KUBECONFIG = "", HOME = "" } = source.environment;
    const ambient = KUBECONFIG === "" ? undefined : KUBECONFIG;
    const named = given ?? ambient;
    const content = contentOf(source, named ?? "~/.kube/config", HOME);
    if (content === undefined && named !== undefined) {
        read.problems.push(
            given === undefined
                ? {
                      path: "existingKubeconfig",
                      reason: "is not set, and KUBECONFIG is neither a kubeconfig nor the path of one",
                      remedy: "set either to one file, or to its content",
                  }
                : {
                      path: "existingKubeconfig",
                      reason: "is neither a kubeconfig nor a file that holds one",
                      remedy: "give either, e.g. ~/.kube/config",
                  },
        );
    }
    return content;
}

function contentOf(
    source: ConfigSource,
    pathOrContent: string,
    home: string,
): Record<string, unknown> | undefined {
    const path = pathOrContent.replace(/^~(?=$|\/)/, home);
    let text = pathOrContent;
    try {
        text = source.readFile(path);
    } catch {
        // Then it is the content itself, or nothing.
    }
    try {
        const content: unknown = readYaml(text);
        return isRecord(content) ? content : undefined;
    } catch {
        return undefined;
    }
}

function chooseContext(
    read: ConfigReader,
    kubeconfig: Record<string, unknown>,
    given: string | undefined,
): { context: string; server: string | undefined } | undefined {
    const contexts = named(kubeconfig, "contexts", "context");
    const current = kubeconfig["current-context"];
    const context = given ?? (typeof current === "string" ? current : "");
    const chosen = contexts.get(context);
    if (chosen === undefined) {
        read.problems.push(noSuchContext(given, current, [...contexts.keys()]));
        return undefined;
    }
    const cluster = named(kubeconfig, "clusters", "cluster").get(String(chosen.cluster));
    return { context, server: withoutCredentials(cluster?.server) };
}

function noSuchContext(given: string | undefined, current: unknown, known: string[]): Problem {
    const remedy = known.length > 0 ? `give one of ${known.join(", ")}` : "add one to it";
    return given === undefined
        ? {
              path: "existingContext",
              reason:
                  typeof current === "string" && current !== ""
                      ? `is not set, and the kubeconfig has no context "${current}", its current one`
                      : "is not set, and the kubeconfig has no current context",
              remedy,
          }
        : {
              path: "existingContext",
              value: given,
              reason: "is not a context of the kubeconfig",
              remedy,
          };
}

/** The items of a kubeconfig's list, by name. */
function named(
    kubeconfig: Record<string, unknown>,
    list: string,
    member: string,
): Map<string, Record<string, unknown>> {
    const items = kubeconfig[list];
    return new Map(
        (Array.isArray(items) ? (items as unknown[]) : []).filter(isRecord).map((item) => {
            const value = item[member];
            return [String(item.name), isRecord(value) ? value : {}];
        }),
    );
}

/** A server's URL as it may be shown: some have a password or a token in it. */
function withoutCredentials(server: unknown): string | undefined {
    if (typeof server !== "string" || !URL.canParse(server)) {
        return undefined;
    }
    const { origin, pathname } = new URL(server);
    return `${origin}${pathname === "/" ? "" : pathname}`;
}
