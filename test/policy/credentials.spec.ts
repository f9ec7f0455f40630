import assert from "node:assert/strict";
import { suspicionInFile, suspicionOf, tokenIn } from "../../rules/secrets/credentials";

/** Put together here, so that nobody's scanner takes this file for a leak. */
const made = (...parts: string[]) => parts.join("");
const letters = (count: number) => "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF".repeat(4).slice(0, count);
const digits = (count: number) => "0123456789abcdef".repeat(8).slice(0, count);

describe("what looks like a credential", () => {
    for (const [name, text] of [
        ["PASSWORD", "hunter2"],
        ["DB_PASSWORD", "correct horse battery staple"],
        ["POSTGRES_PASSWORD_PROD", "s3cr3t"],
        ["REDIS_PASSWORD", "123456"],
        ["dbPassword", "changeme"],
        ["spring.datasource.password", "x9!"],
        ["API_KEY", "my-api-key"],
        ["APIKEY_2", "abcdef"],
        ["apiToken", "abc123"],
        ["CLIENT_SECRET", "supersecret"],
        ["AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG"],
        ["SESSION_SIGNING_KEY", "0a1b2c3d"],
        ["PWD", "secret1"],
    ] as const) {
        it(`is ${name} with a text of its own`, () => {
            assert.notEqual(suspicionOf(name, text), undefined);
        });
    }

    for (const [name, text] of [
        ["DB_PASSWORD_FILE", "/run/secrets/db"],
        ["DB_PASSWORD", "/run/secrets/db"],
        ["PWD", "/app"],
        ["DB_PASSWORD", ""],
        ["DB_PASSWORD", "$(FROM_ELSEWHERE)"],
        ["DB_PASSWORD", "${DB_PASSWORD}"],
        ["DB_PASSWORD", "{{ .Values.password }}"],
        ["DB_PASSWORD", "vault:secret/data/db#password"],
        ["DB_PASSWORD", "arn:aws:secretsmanager:eu-west-1:1:secret:db"],
        ["DB_PASSWORD", "********"],
        ["PASSWORD_MIN_LENGTH", "12"],
        ["PASSWORD_POLICY", "strict"],
        ["TOKEN_URL", "https://login.example.com/token"],
        ["TOKEN", "https://login.example.com/token"],
        ["TOKEN_TTL", "15m"],
        ["SESSION_TOKEN", "true"],
        ["MAX_TOKENS", "4096"],
        ["AUTH_TOKEN", "3600"],
        ["TOKENIZER", "wordpiece"],
        ["SECRET_NAME", "faces-tls"],
        ["TLS_SECRET", "faces-tls"],
        ["TLS_SECRET", "faces/faces-tls"],
        ["AUTH_TOKEN", "ask the platform team"],
        ["TLS_PRIVATE_KEY", "-----BEGIN PUBLIC KEY-----"],
        ["KEYBOARD", "qwerty"],
        ["MONKEY", "banana"],
        ["LOG_LEVEL", "info"],
    ] as const) {
        it(`is not ${name} with ${text === "" ? "nothing" : `"${text}"`}`, () => {
            assert.equal(suspicionOf(name, text), undefined);
        });
    }
});

describe("a token, wherever it stands", () => {
    for (const [what, text] of [
        ["an AWS access key", made("AK", "IA", "IOSFODNN7EXAMPLE")],
        ["a GitHub token", made("gh", "p_", letters(36))],
        ["a GitHub token", made("github", "_pat_", letters(82))],
        ["a GitLab token", made("gl", "pat-", letters(20))],
        ["a Slack token", made("xo", "xb-", digits(12))],
        ["a Stripe key", made("sk", "_live_", letters(24))],
        ["a Google API key", made("AI", "za", letters(35))],
        ["an npm token", made("np", "m_", letters(36))],
        ["a DigitalOcean token", made("do", "p_v1_", digits(64))],
        ["a Vault token", made("hv", "s.", letters(24))],
        ["a Pulumi access token", made("pu", "l-", digits(40))],
        ["an Azure storage key", made("Account", "Key=", letters(86), "==")],
        [
            "a JSON Web Token",
            made("ey", "J", letters(20), ".ey", "J", letters(40), ".", letters(43)),
        ],
        ["a URL with a password", "postgres://app:hunter2@db:5432/app"],
    ] as const) {
        it(`is ${what}`, () => {
            assert.equal(tokenIn(`see ${text} here`)?.what, what);
        });
    }

    for (const text of [
        "https://example.com/path@version",
        "postgres://app@db:5432/app",
        "postgres://app:$(PASSWORD)@db:5432/app",
        "postgres://app:${PASSWORD}@db/app",
        `ghcr.io/example/app@sha256:${digits(64)}`,
        "sk-learn",
        "eyJust",
        "git@github.com:example/app.git",
    ]) {
        it(`is not ${text}`, () => {
            assert.equal(tokenIn(text), undefined);
        });
    }
});

describe("a file with a credential in it", () => {
    for (const text of [
        "host: db\npassword: hunter2\n",
        "spring.datasource.password = hunter2",
        '{\n  "apiKey": "abcdef",\n  "port": 1\n}',
        "export DB_PASSWORD='hunter2'",
        "users:\n- name: admin\n  user:\n    token: abcdef0123\n",
    ]) {
        it(`is ${JSON.stringify(text)}`, () => {
            assert.notEqual(suspicionInFile(text), undefined);
        });
    }

    for (const text of [
        "password_file: /run/secrets/db\n",
        "password: ${DB_PASSWORD}\n",
        "auth_basic_user_file /etc/nginx/users/htpasswd;\n",
        "bearer_token_file: /var/run/token\n",
        "secretName: faces-tls\nsecret: faces-tls\n",
        "password:\n  from: vault\n",
        "# password: hunter2 is what not to do\n",
        "type: string\npassword: string\n",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    ]) {
        it(`is not ${JSON.stringify(text)}`, () => {
            assert.equal(suspicionInFile(text), undefined);
        });
    }
});
