// Writes what is generated: `npm run docs`.
import { ruleList } from "./ruleList";

async function write(): Promise<void> {
    // The documents are written from the rules that it lists.
    await ruleList.write();
    const { policyDocument } = await import("./policyDocument.js");
    const { enforcementDocument } = await import("./enforcementDocument.js");
    await policyDocument.write();
    await enforcementDocument.write();
}

void write();
