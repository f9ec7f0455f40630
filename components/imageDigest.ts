import { type Problem, Problems } from "./validation";

/** The problem of a digest that names no image; none where there is no digest. */
export function imageDigestProblems(path: string, digest: string | undefined): Problem[] {
    const problems = new Problems();
    problems.require(digest === undefined || /^sha256:[0-9a-f]{64}$/.test(digest), {
        path,
        value: digest,
        reason: "is not the digest of an image",
        remedy: "give sha256: and 64 hexadecimal digits, as docker buildx imagetools inspect prints them",
    });
    return problems.all;
}

/** The image by tag and digest; with a digest, the tag is for people only. */
export function reviewedImage(image: string, digest: string | undefined): string {
    return digest === undefined ? image : `${image}@${digest}`;
}
