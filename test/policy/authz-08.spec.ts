import { authz08 } from "../../rules/authz/authz-08/rule";
import { type Json, UNKNOWN } from "../../rules/reading/read";
import { linkerd } from "./mesh";
import { testCases } from "./support";

const older = (client: Json) =>
    linkerd("v1beta1:ServerAuthorization", "face", { spec: { server: { name: "face" }, client } });
const OLDER = 'ServerAuthorization "faces/face" spec.client';

describe("AUTHZ-08: no ServerAuthorization lets in who has no identity", () => {
    testCases(authz08, [
        {
            title: "allows named identities and ServiceAccounts; that the kind is old, AUTHZ-13 says",
            objects: [
                older({ meshTLS: { serviceAccounts: [{ name: "gui" }] } }),
                older({
                    meshTLS: {
                        identities: ["gui.faces.serviceaccount.identity.linkerd.cluster.local"],
                    },
                }),
                older({ unauthenticated: false }),
            ],
            findings: [],
        },
        {
            title: "refuses clients without identity",
            objects: [
                older({ unauthenticated: true }),
                older({ meshTLS: { unauthenticatedTLS: true } }),
            ],
            findings: [
                `violation ${OLDER}.unauthenticated`,
                `violation ${OLDER}.meshTLS.unauthenticatedTLS`,
            ],
        },
        {
            title: "refuses patterns of identities",
            objects: [older({ meshTLS: { identities: ["*"] } })],
            findings: [`violation ${OLDER}.meshTLS.identities[0]`],
        },
        {
            title: "leaves undecided what is unknown",
            objects: [
                older({ unauthenticated: UNKNOWN }),
                older({ meshTLS: { identities: UNKNOWN } }),
            ],
            findings: [
                `undecided ${OLDER}.unauthenticated`,
                `undecided ${OLDER}.meshTLS.identities`,
            ],
        },
        {
            title: "refuses what is neither true nor false",
            objects: [older({ unauthenticated: "yes" })],
            findings: [`violation ${OLDER}.unauthenticated`],
        },
    ]);
});
