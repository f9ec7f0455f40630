import { mesh11 } from "../../rules/mesh/mesh-11/rule";
import { type JsonObject, UNKNOWN } from "../../rules/reading/read";
import { release } from "./mesh";
import { testCases } from "./support";

const available = {
    controllerReplicas: 3,
    enablePodAntiAffinity: true,
    enablePodDisruptionBudget: true,
};
const controlPlane = (values: JsonObject) => [release("linkerd-control-plane", values, "linkerd")];
const settings = { environment: "production" } as const;
const RELEASE = 'Release "linkerd/release"';

describe("MESH-11: in production the control plane is highly available", () => {
    testCases(mesh11, [
        {
            title: "allows the values of values-ha.yaml",
            objects: controlPlane(available),
            settings,
            findings: [],
        },
        {
            title: "says nothing elsewhere, and nothing of other charts",
            objects: controlPlane({}),
            findings: [],
        },
        {
            title: "leaves other charts alone",
            objects: [release("polaris")],
            settings,
            findings: [],
        },
        {
            title: "refuses the chart's defaults",
            objects: controlPlane({}),
            settings,
            findings: [
                `violation ${RELEASE} values.controllerReplicas`,
                `violation ${RELEASE} values.enablePodAntiAffinity`,
                `violation ${RELEASE} values.enablePodDisruptionBudget`,
            ],
        },
        {
            title: "refuses too few replicas, and what is switched off",
            objects: controlPlane({
                controllerReplicas: 1,
                enablePodAntiAffinity: false,
                enablePodDisruptionBudget: false,
            }),
            settings,
            findings: [
                `violation ${RELEASE} values.controllerReplicas`,
                `violation ${RELEASE} values.enablePodAntiAffinity`,
                `violation ${RELEASE} values.enablePodDisruptionBudget`,
            ],
        },
        {
            title: "leaves undecided an unknown value alone, and an unknown chart",
            objects: [
                ...controlPlane({ ...available, controllerReplicas: UNKNOWN }),
                release(UNKNOWN, {}, "linkerd"),
            ],
            settings,
            findings: [
                `undecided ${RELEASE} values.controllerReplicas`,
                `undecided ${RELEASE} chart`,
            ],
        },
        {
            title: "refuses a number that is a text",
            objects: controlPlane({ ...available, controllerReplicas: "3" }),
            settings,
            findings: [`violation ${RELEASE} values.controllerReplicas`],
        },
    ]);
});
