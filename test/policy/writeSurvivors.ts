// Writes anew which mutations no rule refuses: `npm run survivors`. What is new has no reason yet,
// which is to be written by hand, or a rule that refuses it.
import { writeFileSync } from "node:fs";

import { mutatedStacks } from "./mutatedStacks";
import { mutationOutcomes } from "./mutationOutcomes";
import { formatReasons, readReasons, survivorsFile, survivorsOf, withFound } from "./survivors";

void mutatedStacks().then((stacks) => {
    const found = survivorsOf(mutationOutcomes(stacks));
    writeFileSync(survivorsFile, formatReasons(withFound(readReasons(), found)));
});
