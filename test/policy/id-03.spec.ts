import assert from "node:assert/strict";
import { id03 } from "../../rules/id/id-03/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { deployment, kubernetes, lines, testCases, testEveryKind } from "./support";

const pod = (automountServiceAccountToken?: Json, serviceAccountName: Json = "face") => ({
    spec: { serviceAccountName, automountServiceAccountToken },
});
const account = (automountServiceAccountToken?: Json, namespace: Json = "faces") =>
    kubernetes("core/v1:ServiceAccount", {
        metadata: { name: "face", namespace },
        automountServiceAccountToken,
    });
const FIELD = "automountServiceAccountToken";
const PATH = `spec.template.spec.${FIELD}`;

describe("ID-03: no pod holds a token of the Kubernetes API that it does not need", () => {
    testCases(id03, [
        {
            title: "allows a pod that refuses the token",
            objects: [deployment("face", pod(false))],
            findings: [],
        },
        {
            title: "allows a pod that says nothing where its ServiceAccount refuses",
            objects: [account(false), deployment("face", pod())],
            findings: [],
        },
        {
            title: "allows a ServiceAccount that says nothing, and whose pods refuse",
            objects: [account(), deployment("face", pod(false))],
            findings: [],
        },
        {
            title: "allows the listed clients of the API",
            objects: [account(true), deployment("face", pod(true)), deployment("face", pod())],
            settings: { apiClients: ["faces/face"] },
            findings: [],
        },
        {
            title: "allows what it must in an exempt namespace",
            objects: [account(true, "linkerd"), deployment("destination", pod(), "linkerd")],
            findings: [],
        },
        {
            title: "refuses a pod that asks, whatever its ServiceAccount says",
            objects: [account(false), deployment("face", pod(true))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a ServiceAccount that asks",
            objects: [account(true)],
            findings: [`violation ServiceAccount "faces/face" ${FIELD}`],
        },
        {
            title: "refuses a pod that says nothing, and whose ServiceAccount does not either",
            objects: [account(), deployment("face", pod())],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "refuses a pod that says nothing where its ServiceAccount is of elsewhere",
            objects: [account(false, "shop"), deployment("face", pod())],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
        {
            title: "leaves undecided, and nothing else, what hangs on an unknown value",
            objects: [
                account(UNKNOWN),
                deployment("face", pod(UNKNOWN)),
                deployment("smiley", pod()),
                deployment("gui", pod(true, "gui")),
            ],
            findings: [
                `undecided ServiceAccount "faces/face" ${FIELD}`,
                `undecided Deployment "faces/face" ${PATH}`,
                `violation Deployment "faces/gui" ${PATH}`,
                `undecided Deployment "faces/smiley" ${FIELD}`,
            ],
        },
        {
            title: "leaves undecided who asks for a token while his name is not known",
            objects: [deployment("face", pod(true, UNKNOWN))],
            findings: ['undecided Deployment "faces/face" spec.template.spec.serviceAccountName'],
        },
        {
            title: "refuses what is neither true nor false",
            objects: [deployment("face", pod("no"))],
            findings: [`violation Deployment "faces/face" ${PATH}`],
        },
    ]);

    testEveryKind(id03, { allowed: pod(false), refused: pod(true), fault: `spec.${FIELD}` });
    testEveryKind(id03, { allowed: pod(false), refused: pod(), fault: `spec.${FIELD}` });

    it("says what is wrong, where, and what to do", () => {
        assert.deepEqual(lines(id03, [deployment("face", pod())]), [
            'ID-03: Deployment "faces/face" gets a token of the Kubernetes API: neither it nor the ServiceAccount "face" of this stack refuses' +
                ` (${PATH}) — Fix: set ${FIELD}: false on the pod, or list its ServiceAccount in the setting apiClients`,
        ]);
    });
});
