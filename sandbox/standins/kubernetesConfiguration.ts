import { isDeepStrictEqual } from "node:util";
import { activeCluster, clusterFields, readKubeconfig } from "./kubeconfig";
import { isUnknown, type PlainObject, type PlainValue } from "./properties";
import type { ConfigurationDiff } from "./provider";

/** What leads to a cluster. */
const access = ["kubeconfig", "context", "cluster"];

/**
 * What a change of the Kubernetes provider's own configuration means, as the provider 4.34 decides it:
 * whatever it names in `replaces` replaces every object that it made.
 *
 * @throws ProviderError where a kubeconfig cannot be read
 */
export function kubernetesConfigurationDiff(
    olds: PlainObject,
    news: PlainObject,
): ConfigurationDiff {
    const changed = [...new Set([...Object.keys(olds), ...Object.keys(news)])]
        .filter((name) => !isDeepStrictEqual(valueOf(olds[name]), valueOf(news[name])))
        .sort();
    if (changed.length === 0) {
        return { changed, replaces: [] };
    }
    const [before, after] = [valueOf(olds.clusterIdentifier), valueOf(news.clusterIdentifier)];
    const isIdentified = after !== undefined && !changed.includes("clusterIdentifier");
    const replacing = (names: string[]) => (isIdentified ? [] : names);
    // One that is added or taken away decides nothing yet.
    const identifier =
        changed.includes("clusterIdentifier") && before !== undefined && after !== undefined
            ? ["clusterIdentifier"]
            : [];

    const notKnown = access.find((name) => isUnknown(news[name]));
    if (notKnown !== undefined) {
        return { changed: [notKnown], replaces: replacing([...identifier, notKnown]) };
    }
    const oldCluster = activeCluster(readKubeconfig(olds.kubeconfig), olds)?.cluster;
    const newCluster = activeCluster(readKubeconfig(news.kubeconfig), news)?.cluster;
    const isMoved =
        oldCluster !== undefined &&
        newCluster !== undefined &&
        !isDeepStrictEqual(clusterFields(oldCluster), clusterFields(newCluster));
    const replaced = changed.filter(
        (name) => name === "renderYamlToDirectory" || (isMoved && access.includes(name)),
    );
    return { changed, replaces: replacing([...identifier, ...replaced]) };
}

function valueOf(value: PlainValue | undefined): PlainValue | undefined {
    return value === null ? undefined : value;
}
