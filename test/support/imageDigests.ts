import { imageNames } from "../../platformImages";

/** A digest of every image that the platform names, as a stack in production has them. */
export const imageDigests = Object.fromEntries(
    imageNames.map((name, index) => [name, `sha256:${String(index + 1).padStart(64, "0")}`]),
) as Record<(typeof imageNames)[number], string>;
