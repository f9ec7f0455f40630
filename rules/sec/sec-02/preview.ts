import { type Preview } from "../../rule";

export const preview: Preview = {
    settings: [],
    remediation: {
        policy: "sec-02-secret-material-is-secret",
        demand: "What a Secret holds, and what Helm values and the inputs of providers hold under the name or in the form of a credential, is encrypted in the state and hidden in the output.",
    },
};
