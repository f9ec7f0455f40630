// Arrows are imports, and never turn back: the picture is in CONTRIBUTING.md.

/** Packages, and which of them each may import. */
const packages = {
    manifests: [],
    access: ["manifests"],
    rules: ["manifests", "access"],
    "policy-pack": ["manifests", "access", "rules"],
    components: ["access", "rules"],
};
const names = Object.keys(packages);
const folder = (...of) => `^(${of.join("|")})/`;

export default {
    forbidden: [
        {
            name: "no-cycle",
            comment: "Two files that need each other are one, or a third is missing; types count.",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        ...names.map((name) => ({
            name: `border-of-${name}`,
            severity: "error",
            from: { path: folder(name) },
            to: {
                path: "^[^/]+(/|$)",
                pathNot: [folder(name, ...packages[name]), "node_modules"],
                dependencyTypesNot: ["core"],
            },
        })),
        {
            name: "no-pulumi",
            comment: "Manifests, access and rules are used by people without Pulumi.",
            severity: "error",
            from: { path: folder("manifests", "access", "rules") },
            to: { path: "node_modules/@pulumi/" },
        },
        {
            name: "sandbox-is-on-top",
            comment: "The program and its packages know nothing of what stands in for the cloud.",
            severity: "error",
            from: { pathNot: folder("sandbox", "test", "scripts") },
            to: { path: folder("sandbox", "test") },
        },
    ],
    options: {
        doNotFollow: { path: ["node_modules", "dist"] },
        exclude: { path: "(^|/)dist/" },
        tsPreCompilationDeps: true,
        tsConfig: { fileName: "tsconfig.json" },
    },
};
