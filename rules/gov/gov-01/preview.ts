import { type Preview } from "../../rule";

export const preview: Preview = {
    settings: [],
    pack: {
        policy: "zero-trust",
        demand: "The pack's configuration can be read, and every exemption in it is for one rule and one resource, has an owner, a reason and an end that is at most 90 days ahead, and is needed.",
    },
};
