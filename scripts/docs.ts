// Writes the documents that are generated: `npm run docs`.
import { enforcementDocument } from "./enforcementDocument";
import { policyDocument } from "./policyDocument";

for (const document of [policyDocument, enforcementDocument]) {
    void document.write();
}
