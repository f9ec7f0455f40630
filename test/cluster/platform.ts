import { injectorObjects } from "../../sandbox/standins/linkerdInjector";
import { textAt, type PlainObject } from "../../sandbox/standins/properties";
import { podTemplateOf } from "../support/controllerObjects";
import { imageDigests } from "../support/imageDigests";
import { recordProgram } from "../support/recordProgram";
import { chartObjects, installationOf } from "../support/renderedCharts";
import { objectsOf, repository } from "./sources";

/** The configuration of a stack in production. */
export const highlyAvailable: Record<string, unknown> = {
    highAvailability: true,
    acmeEnvironment: "production",
    alerts: true,
    imageDigests,
};

/** What a stack makes: its own objects and its charts', the policies, and what injects the proxy. */
export interface Platform {
    objects: PlainObject[];
    workloads: PlainObject[];
    policies: PlainObject[];
    injector: PlainObject[];
}

/** Runs the program with a configuration, without an engine. */
export async function recordPlatform(stack: Record<string, unknown>): Promise<Platform> {
    const resources = await recordProgram(repository, { cloudflareApiToken: "token", ...stack });
    const own = objectsOf(resources);
    const isPolicy = (each: PlainObject) =>
        textAt(each, "kind")?.startsWith("ValidatingAdmissionPolicy") === true;
    const objects = [
        ...own.filter((each) => !isPolicy(each)),
        ...chartObjects(resources, stack.highAvailability === true ? "ha" : "dev"),
    ];
    return {
        objects,
        workloads: objects.filter((each) => podTemplateOf(each) !== undefined),
        policies: own.filter(isPolicy),
        injector: resources
            .filter(({ name }) => name === "linkerd-control-plane")
            .map(installationOf)
            .flatMap(injectorObjects)
            .map(({ state }) => state),
    };
}
