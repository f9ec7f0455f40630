import { type Properties, unknown } from "../../sandbox/standins/properties";

/** A change of the Kubernetes provider's own configuration, and what the provider 4.34 answers. */
export interface ConfigurationCase {
    title: string;
    olds: Properties;
    news: Properties;
    changed?: string[];
    replaces?: string[];
    /** Part of the message, where it refuses to answer. */
    refusal?: string;
}

interface Access {
    server?: string;
    authority?: string;
    token?: string;
    current?: string;
}

/** A kubeconfig with two contexts, `here` and `there`, of which the second is another cluster's. */
export function twoContexts({
    server = "https://192.0.2.1:6443",
    authority = "Zmlyc3Q=",
    token = "none",
    current = "here",
}: Access = {}): string {
    return `apiVersion: v1
kind: Config
current-context: ${current}
clusters:
  - name: first
    cluster:
      server: ${server}
      certificate-authority-data: ${authority}
  - name: second
    cluster:
      server: https://192.0.2.2:6443
contexts:
  - name: here
    context:
      cluster: first
      user: somebody
  - name: there
    context:
      cluster: second
      user: somebody
users:
  - name: somebody
    user:
      token: ${token}
`;
}

const kubeconfig = twoContexts();
const moved = twoContexts({ server: "https://198.51.100.1:6443" });
const identified = { clusterIdentifier: "c1" };

/** Every way in which a changed configuration decides whether all objects are replaced. */
export const configurationCases: ConfigurationCase[] = [
    {
        title: "nothing changes",
        olds: { kubeconfig },
        news: { kubeconfig },
        changed: [],
        replaces: [],
    },
    {
        title: "the kubeconfig is not known yet",
        olds: { kubeconfig },
        news: { kubeconfig: unknown },
        changed: ["kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "the kubeconfig is not known yet, and the identifier stays",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: unknown, ...identified },
        changed: ["kubeconfig"],
        replaces: [],
    },
    {
        title: "the kubeconfig is not known yet, and an identifier is added",
        olds: { kubeconfig },
        news: { kubeconfig: unknown, ...identified },
        changed: ["kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "neither the kubeconfig nor the identifier is known yet",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: unknown, clusterIdentifier: unknown },
        changed: ["kubeconfig"],
        replaces: ["clusterIdentifier", "kubeconfig"],
    },
    {
        title: "the context is not known yet",
        olds: { kubeconfig, context: "here" },
        news: { kubeconfig, context: unknown },
        changed: ["context"],
        replaces: ["context"],
    },
    {
        title: "the server has another address",
        olds: { kubeconfig },
        news: { kubeconfig: moved },
        changed: ["kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "the server has another address, and the identifier stays",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: moved, ...identified },
        changed: ["kubeconfig"],
        replaces: [],
    },
    {
        title: "the server has another address, and an identifier is added",
        olds: { kubeconfig },
        news: { kubeconfig: moved, ...identified },
        changed: ["clusterIdentifier", "kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "the server has another address, and the identifier is taken away",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: moved },
        changed: ["clusterIdentifier", "kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "the server has another address, and another identifier",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: moved, clusterIdentifier: "c2" },
        changed: ["clusterIdentifier", "kubeconfig"],
        replaces: ["clusterIdentifier", "kubeconfig"],
    },
    {
        title: "the server has another authority",
        olds: { kubeconfig },
        news: { kubeconfig: twoContexts({ authority: "c2Vjb25k" }) },
        changed: ["kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "only the credentials change",
        olds: { kubeconfig },
        news: { kubeconfig: twoContexts({ token: "another" }) },
        changed: ["kubeconfig"],
        replaces: [],
    },
    {
        title: "only a cluster changes that is not the context's",
        olds: { kubeconfig, context: "there" },
        news: { kubeconfig: moved, context: "there" },
        changed: ["kubeconfig"],
        replaces: [],
    },
    {
        title: "the current context is another",
        olds: { kubeconfig },
        news: { kubeconfig: twoContexts({ current: "there" }) },
        changed: ["kubeconfig"],
        replaces: ["kubeconfig"],
    },
    {
        title: "another context is chosen",
        olds: { kubeconfig, context: "here" },
        news: { kubeconfig, context: "there" },
        changed: ["context"],
        replaces: ["context"],
    },
    {
        title: "another context is chosen, and the identifier stays",
        olds: { kubeconfig, context: "here", ...identified },
        news: { kubeconfig, context: "there", ...identified },
        changed: ["context"],
        replaces: [],
    },
    {
        title: "a context is chosen that the kubeconfig does not have",
        olds: { kubeconfig, context: "here" },
        news: { kubeconfig, context: "nowhere" },
        changed: ["context"],
        replaces: [],
    },
    {
        title: "the current context is chosen by its name",
        olds: { kubeconfig },
        news: { kubeconfig, context: "here" },
        changed: ["context"],
        replaces: [],
    },
    {
        title: "another context is chosen of kubectl's own kubeconfig",
        olds: { context: "here" },
        news: { context: "there" },
        changed: ["context"],
        replaces: [],
    },
    {
        title: "kubectl's own kubeconfig is left for another",
        olds: {},
        news: { kubeconfig },
        changed: ["kubeconfig"],
        replaces: [],
    },
    {
        title: "another cluster is chosen within the context",
        olds: { kubeconfig, cluster: "first" },
        news: { kubeconfig, cluster: "second" },
        changed: ["cluster"],
        replaces: ["cluster"],
    },
    {
        title: "an identifier is added",
        olds: { kubeconfig },
        news: { kubeconfig, ...identified },
        changed: ["clusterIdentifier"],
        replaces: [],
    },
    {
        title: "the identifier is taken away",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig },
        changed: ["clusterIdentifier"],
        replaces: [],
    },
    {
        title: "the identifier is another",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig, clusterIdentifier: "c2" },
        changed: ["clusterIdentifier"],
        replaces: ["clusterIdentifier"],
    },
    {
        title: "something else changes",
        olds: { kubeconfig, namespace: "a" },
        news: { kubeconfig, namespace: "b" },
        changed: ["namespace"],
        replaces: [],
    },
    {
        title: "YAML is rendered to another folder",
        olds: { renderYamlToDirectory: "a" },
        news: { renderYamlToDirectory: "b" },
        changed: ["renderYamlToDirectory"],
        replaces: ["renderYamlToDirectory"],
    },
    {
        title: "the kubeconfig is none, even where the identifier stays",
        olds: { kubeconfig, ...identified },
        news: { kubeconfig: "clusters: { none }", ...identified },
        refusal: "failed to parse kubeconfig",
    },
    {
        title: "the kubeconfig is neither text nor an object",
        olds: { kubeconfig },
        news: { kubeconfig: true },
        refusal: "unexpected kubeconfig format, type: bool",
    },
];
