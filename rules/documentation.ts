import type { RuleText } from "./rule";

/** Where people read this repository; who has a copy of it puts the copy's own address here. */
export const repository = "https://github.com/example/platform";

/** Where a rule is explained, as an address that a browser opens. */
export function documentationOf({ id }: Pick<RuleText, "id">): string {
    return `${repository}/blob/main/docs/policies.md#${id.toLowerCase()}`;
}
