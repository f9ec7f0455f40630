import assert from "node:assert/strict";

import { exemptionProblems } from "../../../components/admission/exemptionProblems";
import type { AdmissionExemption } from "../../../rules/admission/admissionSettings";
import { problemText } from "../../../components/validation";

const good: AdmissionExemption = {
    rule: "POD-02",
    namespace: "shop",
    name: "cart",
    owner: "shop@example.com",
    reason: "writes its cache beside its program",
    expiry: "2026-12-31",
};

describe("An exemption at admission", () => {
    const problems = (change: Partial<AdmissionExemption>) =>
        exemptionProblems([{ ...good, ...change }], ["POD-02", "SC-01"], "2026-11-25").map(
            problemText,
        );

    for (const expiry of ["2026-11-25", "2026-12-31", "2027-02-23"]) {
        it(`holds until ${expiry}, on 2026-11-25`, () => {
            assert.deepEqual(problems({ expiry }), []);
        });
    }

    for (const [what, change, problem] of [
        [
            "of a rule that there is not",
            { rule: "POD-99" },
            'exemptions[0].rule: "POD-99" is no rule that is decided at admission; give one of POD-02, SC-01',
        ],
        [
            "of every namespace",
            { namespace: "*" },
            'exemptions[0].namespace: "*" is not the name of a namespace; give the one namespace of the workload',
        ],
        [
            "of many workloads",
            { name: "cart-*" },
            'exemptions[0].name: "cart-*" is not the name of an object; give the full name of the one workload, without a wildcard',
        ],
        [
            "that nobody answers for",
            { owner: " " },
            "exemptions[0].owner: is empty; say who answers for it, e.g. platform@example.com",
        ],
        [
            "without a reason",
            { reason: "" },
            "exemptions[0].reason: is empty; say why it has to be",
        ],
        [
            "without a day",
            { expiry: "2026-02-30" },
            'exemptions[0].expiry: "2026-02-30" is not a day; give the last day on which it holds, as in 2026-12-31',
        ],
        [
            "that has expired",
            { expiry: "2026-11-24" },
            'exemptions[0].expiry: "2026-11-24" has passed, so the exemption holds no more; mend what it is about, or decide anew until when it holds',
        ],
        [
            "for too long",
            { expiry: "2027-02-24" },
            'exemptions[0].expiry: "2027-02-24" is more than 90 days ahead; let it end on 2027-02-23 or before',
        ],
    ] as const) {
        it(`${what} is refused`, () => {
            assert.deepEqual(problems(change), [problem]);
        });
    }
});
