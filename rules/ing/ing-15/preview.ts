import { isListener } from "../../ingress/emissary";
import { isUnsettled, readBoolean, readString, valueOf } from "../../reading/read";
import { type Resource, chartName, isChart } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const FROM = ["spec", "hostBinding", "namespace", "from"];
const DEFAULT_LISTENERS = ["values", "createDefaultListeners"];

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "ing-15-hosts-of-the-ingress-namespace",
        demand: "No Listener takes Hosts of all namespaces, and Emissary's chart makes none that do.",
        appliesTo: (type) => isListener(type) || isChart(type),
        check: (resource) => (isListener(resource.type) ? listener(resource) : chart(resource)),
    },
};

function* listener(resource: Resource): Generator<Verdict> {
    const from = readString(resource.object, FROM);
    if (isUnsettled(from)) {
        yield unsettled(resource, from);
    } else if (valueOf(from)?.toUpperCase() === "ALL") {
        yield violation(resource, FROM, "serves the Hosts of every namespace");
    }
}

function* chart(resource: Resource): Generator<Verdict> {
    const made = readBoolean(resource.object, DEFAULT_LISTENERS);
    if (made.state === "absent" || valueOf(made) === false) {
        return;
    }
    const name = chartName(resource);
    const open = [name, made].find(isUnsettled);
    if (isUnsettled(name) || valueOf(name) === "emissary-ingress") {
        yield open
            ? unsettled(resource, open)
            : violation(
                  resource,
                  DEFAULT_LISTENERS,
                  "makes Listeners that serve the Hosts of every namespace",
                  "set createDefaultListeners: false, and make Listeners of your own",
              );
    }
}
