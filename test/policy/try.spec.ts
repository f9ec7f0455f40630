import { platformResources } from "./platform";
import { rules } from "../../policy-pack/rules";
import { ResourceIndex } from "../../policy-pack/rules/resourceIndex";
import { formatFinding, judge } from "../../policy-pack/rules/rule";
import { defaultSettings } from "../../policy-pack/rules/settings";
it("x", async () => {
    const r = await platformResources();
    console.log(r.length);
    const index = new ResourceIndex(r);
    for (const environment of ["development","production"] as const)
    for (const rule of rules) for (const f of judge(rule, index, {...defaultSettings, environment})) console.log(environment, f.level, f.status, formatFinding(f));
});
