/** What a text that looks like a credential looks like. Never print the text itself. */
export interface Suspicion {
    /** Continues "holds …": `a GitHub token`. */
    readonly what: string;
}

const ENDING =
    /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)|PWD|TOKEN|SECRET|CREDENTIALS?|API_?KEY|(?:ACCESS|SECRET|PRIVATE|SIGNING|ENCRYPTION|AUTH|MASTER|ACCOUNT|SHARED|LICENSE)_?KEY)(?:_(?:\d+|VALUE|OLD|NEW|CURRENT|PREVIOUS|PRIMARY|SECONDARY|PROD|PRODUCTION|DEV|STAGING|TEST))*$/;
/** One look that rules out nearly every name. */
const SUSPECT_NAME = /PASS|PWD|TOKEN|SECRET|CREDENTIAL|KEY/i;
/** Here even a number is one. */
const PASSWORD = /(?:^|_)(?:PASS(?:WORD|WD|PHRASE)|PWD)(?:_|$)/;
/** By these names a Secret is often referred to. */
const REFERENCE = /(?:^|_)(?:SECRET|CREDENTIALS?)(?:_\d+)?$/;

/** Values that say how or whether, not what. */
const PLAIN =
    /^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?|required|optional|auto|default|basic|bearer|jwt|oidc|string|integer|number|boolean|object|redacted|[*x.•-]+)$/i;
/** `$(NAME)`, `${NAME}`, `{{ .Values.x }}`, `<from vault>`, `%{name}`. */
const PLACEHOLDER = /^(?:\$\(.*\)|\$\{.*\}|\$[A-Za-z_]\w*|\{\{.*\}\}|<.*>|%\{?.*\}?%?)$/s;
/** References to where the credential is: a path, or a scheme of a secret store. */
const ELSEWHERE =
    /^(?:\.{0,2}\/|~\/|[A-Za-z]:\\|@|(?:file|env|vault|ref\+\w+|op|arn|aws|gcp|azure|sm|ssm|secret|secrets|secretref|k8s|kms|projects)[:/])/i;
const URL_WITHOUT_USER = /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i;
const PUBLIC_PEM = /^\s*-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY)-----/;
const OBJECT_NAME = /^[a-z0-9]+(?:[-./][a-z0-9]+)+$/;

/** Shapes that only credentials have. */
const TOKENS: readonly { readonly what: string; readonly shape: RegExp }[] = [
    { what: "an AWS access key", shape: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/ },
    { what: "a GitHub token", shape: /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{60,})/ },
    { what: "a GitLab token", shape: /\bglpat-[\w-]{20,}/ },
    { what: "a Slack token", shape: /\bxox[abposr]-[\w-]{10,}/ },
    { what: "a Stripe key", shape: /\b[rs]k_live_[A-Za-z0-9]{16,}/ },
    { what: "a Google API key", shape: /\bAIza[\w-]{35}/ },
    { what: "an npm token", shape: /\bnpm_[A-Za-z0-9]{36}\b/ },
    { what: "a PyPI token", shape: /\bpypi-AgE[\w-]{40,}/ },
    { what: "a SendGrid key", shape: /\bSG\.[\w-]{22}\.[\w-]{43}/ },
    { what: "a DigitalOcean token", shape: /\bdo[opr]_v1_[0-9a-f]{64}/ },
    { what: "a Vault token", shape: /\bhv[sbr]\.[\w-]{24,}/ },
    { what: "a Pulumi access token", shape: /\bpul-[0-9a-f]{40}\b/ },
    { what: "an Anthropic key", shape: /\bsk-ant-[\w-]{20,}/ },
    { what: "an OpenAI key", shape: /\bsk-(?:proj-)?[A-Za-z0-9]{40,}/ },
    { what: "a Hugging Face token", shape: /\bhf_[A-Za-z]{34}\b/ },
    { what: "an Azure storage key", shape: /\bAccountKey=[A-Za-z0-9+/]{60,}={0,2}/ },
    { what: "a JSON Web Token", shape: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,}/ },
];
/** One look that rules out nearly every text. */
const ANY_TOKEN =
    /AKIA|ASIA|gh[pousr]_|github_pat_|glpat-|xox|k_live_|AIza|npm_|pypi-|SG\.|_v1_|hv[sbr]\.|pul-|sk-|hf_|AccountKey=|eyJ/;
const URL_USER = /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`]*:([^\s/@"'`]+)@/gi;
/** `password: text`, `password = text` and `"password": "text"`, as files of all kinds write it. */
const ASSIGNMENT =
    /^[ \t]*(?:export[ \t]+|-[ \t]+)?["']?([A-Za-z][\w.-]*)["']?[ \t]*[:=][ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'#,;]+))[ \t]*[,;]?[ \t]*$/gm;

/** What the text under a name looks like; `undefined` where it is no credential. */
export function suspicionOf(name: string, text: string): Suspicion | undefined {
    if (isCredential(name, text)) {
        return { what: "what looks like a credential" };
    }
    return tokenIn(text);
}

/** What a file's text holds, by its own names or by its shape. */
export function suspicionInFile(text: string): Suspicion | undefined {
    for (const [, name = "", ...values] of text.matchAll(ASSIGNMENT)) {
        if (isCredential(name, values.find(Boolean) ?? "")) {
            return { what: `what looks like a credential, under ${name},` };
        }
    }
    return tokenIn(text);
}

/** Known formats of tokens, and passwords in URLs. */
export function tokenIn(text: string): Suspicion | undefined {
    if (ANY_TOKEN.test(text)) {
        const token = TOKENS.find(({ shape }) => shape.test(text));
        if (token) {
            return token;
        }
    }
    if (text.includes("://")) {
        for (const [, password = ""] of text.matchAll(URL_USER)) {
            if (!PLACEHOLDER.test(password) && !PLAIN.test(password)) {
                return { what: "a URL with a password" };
            }
        }
    }
    return undefined;
}

/** Whether a name is that of a credential: `DB_PASSWORD`, `apiKey`, `auth.token`. */
export function namesCredential(name: string): boolean {
    return SUSPECT_NAME.test(name) && ENDING.test(toWords(name));
}

function isCredential(name: string, text: string): boolean {
    if (!SUSPECT_NAME.test(name)) {
        return false;
    }
    const words = toWords(name);
    const value = text.trim();
    if (!ENDING.test(words) || value === "") {
        return false;
    }
    if (
        PLAIN.test(value) ||
        PLACEHOLDER.test(value) ||
        ELSEWHERE.test(value) ||
        URL_WITHOUT_USER.test(value) ||
        PUBLIC_PEM.test(value)
    ) {
        return false;
    }
    if (/\s/.test(value) && !PASSWORD.test(words)) {
        return false; // A sentence, or a file that is looked into.
    }
    if (/^\d+(?:\.\d+)?[a-z]{0,2}$/i.test(value)) {
        return PASSWORD.test(words);
    }
    return !(REFERENCE.test(words) && OBJECT_NAME.test(value));
}

/** `dbPassword`, `db.password` and `db-password` are `DB_PASSWORD`. */
function toWords(name: string): string {
    return name
        .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
        .replace(/[^A-Za-z0-9]+/g, "_")
        .toUpperCase();
}
