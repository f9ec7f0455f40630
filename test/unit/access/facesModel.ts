import { platformAccess } from "../../../platformAccess";

/** Who may call whom on the platform, of a stack with the defaults. */
export const facesModel = platformAccess({
    host: "faces.example.com",
    nodeNetworks: ["10.42.0.0/16"],
    linkerdViz: true,
});
