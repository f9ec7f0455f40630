import { type Preview } from "../../rule";

export const preview: Preview = {
    settings: [],
    pack: {
        policy: "gov-05-undecided-is-reported",
        demand: "Every rule that could not judge an object, because a value of it is not known yet, is reported. So is a Helm release that lookIntoReleases asks to render and helm cannot, or not whole. With strict in the pack's configuration it is a violation of that rule.",
    },
};
