/** A rule, and the object that breaks it as `namespace/name`. */
export interface Verdict {
    readonly rule: string;
    readonly object: string;
}

const REPETITIONS = 10;

/** As many Deployments of 1.9 kB, the same at every run; every tenth has a floating tag. */
export function deployments(count: number): string {
    const manifests = Array.from({ length: count }, (_, index) =>
        deployment(index, index % 10 === 0 ? "SC-01" : undefined),
    );
    return [namespaces(), ...manifests].join("---\n");
}

/**
 * Objects of which each breaks one rule or none, and what has to be found in them. Of several that
 * have what only one may have, the first can be refused or be left the owner.
 */
export function faultyObjects(): {
    readonly text: string;
    readonly expected: readonly Verdict[];
    readonly optional: readonly Verdict[];
} {
    const faults = [
        ...["POD-01", "POD-02", "POD-03", "SC-01", "SC-03", "ID-03"].map((rule) => ({
            rule,
            make: deployment,
        })),
        ...["ING-01", "ING-03", "ING-05"].map((rule) => ({ rule, make: ingress })),
        { rule: "ING-08", make: service },
    ];
    const cases = faults.flatMap(({ rule, make }, nth) =>
        Array.from({ length: REPETITIONS }, (_, index) => ({
            rule,
            index,
            manifests: [make(nth * 100 + index, rule), make(nth * 100 + 50 + index)],
            object: `${namespaceOf(rule === "ING-08" ? 0 : index)}/${nameOf(nth * 100 + index)}`,
        })),
    );
    return {
        text: [namespaces(), ...cases.flatMap(({ manifests }) => manifests)].join("---\n"),
        expected: cases.filter((each) => !isOwner(each)),
        optional: cases.filter(isOwner),
    };
}

function isOwner({ rule, index }: { readonly rule: string; readonly index: number }): boolean {
    return index === 0 && ["ING-05", "ING-08"].includes(rule);
}

function nameOf(index: number): string {
    return `app-${index}`;
}

function namespaceOf(index: number): string {
    return `team-${index % 10}`;
}

function namespaces(): string {
    return Array.from(
        { length: 10 },
        (_, index) => `apiVersion: v1
kind: Namespace
metadata:
  name: team-${index}
  annotations:
    linkerd.io/inject: enabled
    config.linkerd.io/default-inbound-policy: deny
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.34
`,
    ).join("---\n");
}

function deployment(index: number, fault?: string): string {
    const name = nameOf(index);
    const registry = fault === "SC-03" ? "ghcr.io.evil.example" : "ghcr.io/buoyantio";
    const tag =
        fault === "SC-01"
            ? "latest"
            : `2.3.${index % 10}@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef`;
    const lines = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespaceOf(index)}
  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/part-of: shop
    app.kubernetes.io/version: "2.3.${index % 10}"
spec:
  replicas: 3
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/part-of: shop
    spec:
      terminationGracePeriodSeconds: 30
      serviceAccountName: ${name}
      automountServiceAccountToken: false #ID-03
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        runAsGroup: 10001
        seccompProfile:
          type: RuntimeDefault
      containers:
        - name: app
          image: ${registry}/${name}:${tag}
          imagePullPolicy: IfNotPresent
          ports:
            - name: http
              containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
            - name: REGION
              value: eu-central-1
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits: #POD-03
              cpu: 500m #POD-03
              memory: 128Mi #POD-03
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10
          securityContext:
            privileged: ${fault === "POD-01"}
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true #POD-02
            capabilities:
              drop:
                - ALL
          volumeMounts:
            - name: tmp
              mountPath: /tmp
      volumes:
        - name: tmp
          emptyDir: {}
`;
    return without(lines, fault);
}

function ingress(index: number, fault?: string): string {
    const host = fault === "ING-05" ? "shared.example.com" : `${nameOf(index)}.example.com`;
    const lines = `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: ${nameOf(index)}
  namespace: ${namespaceOf(index)}
spec:
  ingressClassName: public
  tls: #ING-01
    - hosts: #ING-01
        - ${host} #ING-01
      secretName: ${nameOf(index)} #ING-01
  rules:
    - host: "${fault === "ING-03" ? `*.${host}` : host}"
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${nameOf(index)}
                port:
                  name: http
`;
    return without(lines, fault);
}

function service(index: number, fault?: string): string {
    const selected = fault === "ING-08" ? "shared" : nameOf(index);
    return `apiVersion: v1
kind: Service
metadata:
  name: ${nameOf(index)}
  namespace: ${namespaceOf(fault === "ING-08" ? 0 : index)}
spec:
  selector:
    app.kubernetes.io/name: ${selected}
  ports:
    - name: http
      port: 80
      targetPort: http
`;
}

/** Leaves out the lines that are marked as what the rule asks for, and the marks. */
function without(lines: string, rule: string | undefined): string {
    return lines
        .split("\n")
        .filter((line) => rule === undefined || !line.endsWith(`#${rule}`))
        .map((line) => line.replace(/ #[A-Z]+-\d\d$/, ""))
        .join("\n");
}
