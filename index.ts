import {
    Alerts,
    CertManager,
    Cluster,
    Emissary,
    emissaryNamespace,
    ExternalAuth,
    Faces,
    Gatekeeper,
    IngressCertificate,
    IngressDns,
    IngressHost,
    Linkerd,
    LinkerdViz,
    meshCaOf,
    MeshIdentity,
    Polaris,
    RequestPolicies,
    TrustManager,
    ValidatingAdmissionPolicies,
} from "./components/index";
import { accessMatrix } from "zero-trust-access";
import { loadSettings } from "./config/loadSettings";
import { platformAccess } from "./platformAccess";

const settings = loadSettings();
const { host, highAvailability, admission, charts } = settings;
const replicas = highAvailability ? 3 : 1;
const model = platformAccess(settings);

const cluster = new Cluster("cluster", settings.cluster, { protect: settings.protect });
const provider = cluster.provider;

const certManager = new CertManager(
    "cert-manager",
    { highAvailability, approverPolicy: settings.approverPolicy, chart: charts.certManager },
    { providers: [provider] },
);
const approver = settings.approverPolicy
    ? new RequestPolicies(
          "request-policies",
          {
              trustDomain: settings.identity.trustDomain,
              meshCa: meshCaOf(settings.identity.externalCa),
              ingressNamespace: emissaryNamespace,
              host,
              acmeEnvironment: settings.certificate.acmeEnvironment,
          },
          { providers: [provider], dependsOn: [certManager] },
      )
    : certManager;
const trustManager = new TrustManager(
    "trust-manager",
    { highAvailability, chart: charts.trustManager },
    { providers: [provider], dependsOn: [approver] },
);
// What a preview refuses the cluster refuses too, whoever asks for it, and before there is a CA that
// somebody could ask for an identity of the mesh.
const policies = new ValidatingAdmissionPolicies("admission", admission, {
    providers: [provider],
    dependsOn: [certManager],
});
const identity = new MeshIdentity("mesh-identity", settings.identity, {
    providers: [provider],
    dependsOn: [trustManager, policies],
});
const linkerd = new Linkerd(
    "linkerd",
    {
        highAvailability,
        trustDomain: settings.identity.trustDomain,
        probeNetworks: settings.nodeNetworks,
        crdsChart: charts.linkerdCrds,
        controlPlaneChart: charts.linkerdControlPlane,
    },
    { providers: [provider], dependsOn: [identity] },
);
const mesh = settings.linkerdViz
    ? new LinkerdViz(
          "linkerd-viz",
          { highAvailability, chart: charts.linkerdViz },
          { providers: [provider], dependsOn: [linkerd] },
      )
    : linkerd;

const emissary = new Emissary(
    "emissary",
    {
        ...settings.emissary,
        access: model,
        replicas,
        crdsChart: charts.emissaryCrds,
        ingressChart: charts.emissaryIngress,
    },
    { providers: [provider], dependsOn: [mesh] },
);
const dns = new IngressDns(
    "dns",
    { ...settings.dns, host, loadBalancer: emissary.loadBalancer },
    { protect: settings.protect },
);
const certificate = new IngressCertificate(
    "ingress-certificate",
    {
        ...settings.certificate,
        host,
        namespace: emissaryNamespace,
        cluster: {
            kubeconfig: cluster.kubeconfig,
            context: settings.cluster.existing?.context,
        },
    },
    { providers: [provider], dependsOn: [emissary, dns] },
);
const auth = new ExternalAuth(
    "external-auth",
    { ...settings.auth, access: model, replicas },
    { providers: [provider], dependsOn: [emissary] },
);
// Only when every request is authenticated is there a host to ask for.
const ingressHost = new IngressHost(
    "ingress-host",
    { access: model, host },
    { providers: [provider], dependsOn: [certificate, auth] },
);

const faces = new Faces(
    "faces",
    { ...settings.faces, access: model, replicas },
    { providers: [provider], dependsOn: [ingressHost] },
);
if (settings.alerts !== undefined) {
    new Alerts(
        "alerts",
        { ...settings.alerts, trustAnchors: settings.identity.trustAnchors },
        { providers: [provider], dependsOn: [linkerd] },
    );
}
const polaris = new Polaris(
    "polaris",
    {
        ...admission,
        failClosed: highAvailability,
        replicas,
        chart: charts.polaris,
    },
    { providers: [provider], dependsOn: [faces] },
);
if (settings.gatekeeper) {
    new Gatekeeper(
        "gatekeeper",
        {
            ...admission,
            failClosed: highAvailability,
            replicas,
            chart: charts.gatekeeper,
        },
        { providers: [provider], dependsOn: [polaris] },
    );
}

/** Where to point a browser. */
export const url = faces.urls[0];
/** User of the ingress. */
export const user = auth.user;
/** Password of the ingress' user, secret. */
export const password = auth.password;
/** Who may call whom: a preview shows as a difference what a change newly allows and denies. */
export const access = accessMatrix(model);
/** Where the ingress' load balancer can be reached. */
export const loadBalancer = emissary.loadBalancer;
/** URL of the Kubernetes API. */
export const apiEndpoint = cluster.apiEndpoint;
/** What tells the cluster from every other: Civo's id, or the uid of `kube-system`. */
export const clusterIdentifier = cluster.identifier;
/** Kubeconfig of the cluster, secret. */
export const kubeconfig = cluster.kubeconfig;
/** Subject, expiry and fingerprint of each trust anchor. */
export const trustAnchors = identity.trustAnchors.map(({ subject, notAfter, fingerprint }) => ({
    subject,
    notAfter,
    fingerprint,
}));
