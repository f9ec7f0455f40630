import assert from "node:assert/strict";
import { parseImageReference, repositoryOf } from "../../rules/kubernetes/imageReference";

const DIGEST = `sha256:${"0".repeat(64)}`;

describe("an image reference", () => {
    const references = {
        nginx: { repository: "nginx" },
        "library/nginx:1.27": { repository: "library/nginx", tag: "1.27" },
        "localhost/face:1": { registry: "localhost", repository: "face", tag: "1" },
        "localhost:5000/face": { registry: "localhost:5000", repository: "face" },
        "ghcr.io/a/b/c:1.0_rc-1": { registry: "ghcr.io", repository: "a/b/c", tag: "1.0_rc-1" },
        "[2001:db8::1]:5000/face:1": {
            registry: "[2001:db8::1]:5000",
            repository: "face",
            tag: "1",
        },
        [`ghcr.io/face:1@${DIGEST}`]: {
            registry: "ghcr.io",
            repository: "face",
            tag: "1",
            digest: DIGEST,
        },
    };
    for (const [text, parts] of Object.entries(references)) {
        it(`is read from ${text.replace(/0{60,}/, "0…")}`, () => {
            assert.deepEqual(parseImageReference(text), parts);
        });
    }

    for (const text of [
        "",
        ":1",
        "nginx:",
        "a//b",
        "nginx@sha256:12",
        "-a",
        "a/B:1",
        "nginx:1:2",
    ]) {
        it(`is not read from "${text}"`, () => {
            assert.equal(parseImageReference(text), undefined);
        });
    }
});

describe("the repository of an image in full", () => {
    for (const [text, repository] of [
        ["nginx", "docker.io/library/nginx"],
        ["nginxinc/nginx-unprivileged:1", "docker.io/nginxinc/nginx-unprivileged"],
        ["docker.io/nginx", "docker.io/library/nginx"],
        ["index.docker.io/a/b", "docker.io/a/b"],
        ["GHCR.io/a/b:1", "ghcr.io/a/b"],
        ["localhost:5000/a", "localhost:5000/a"],
    ] as const) {
        it(`is ${repository} for ${text}`, () => {
            const reference = parseImageReference(text);
            assert.equal(reference && repositoryOf(reference), repository);
        });
    }
});
