import pulumi from "@pulumi/eslint-plugin";
import mocha from "eslint-plugin-mocha";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["**/dist/", "**/node_modules/", ".sandbox/"] },
    {
        files: ["**/*.ts"],
        extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
        languageOptions: {
            parserOptions: { project: "./tsconfig.json", tsconfigRootDir: import.meta.dirname },
        },
        plugins: { "@pulumi": pulumi },
        rules: {
            "@pulumi/no-output-in-template-literal": "error",
            "@pulumi/no-output-instance-in-template-literal": "error",
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            curly: "error",
            eqeqeq: "error",
        },
    },
    {
        files: ["test/**/*.spec.ts"],
        extends: [mocha.configs.recommended],
        rules: {
            // Tables of cases make tests in loops; arrow functions are the house style.
            "mocha/no-setup-in-describe": "off",
            "mocha/no-mocha-arrows": "off",
            // A file tests what belongs together, which may be several things.
            "mocha/max-top-level-suites": "off",
        },
    },
    {
        // What is not checked is said at the end of the run.
        files: ["test/**/*.ts"],
        ignores: ["test/support/**"],
        rules: {
            "no-restricted-syntax": [
                "error",
                {
                    selector: "CallExpression[callee.property.name='skip']",
                    message:
                        "Call `need` of test/support/notChecked.ts, which says what was skipped.",
                },
            ],
            "no-restricted-imports": [
                "error",
                {
                    patterns: [
                        {
                            group: ["**/sandbox/referenceData"],
                            importNames: ["findReferenceData"],
                            message:
                                "Call `referenceDataFor` or `needReferenceData` of test/support/notChecked.ts.",
                        },
                    ],
                },
            ],
        },
    },
);
