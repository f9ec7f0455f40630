import { rules } from "./rules";
import { type StatedExemption, readExemption } from "./exemption";
import { exemptionSchema } from "./exemptionSchema";
import { type Half, type Rule, halvesOf, policyIn } from "./rule";
import { isRecord, schemaProblems, show } from "./reading/schema";
import { type Settings, defaultSettings, settingsSchema } from "./settings";

/** The policy whose configuration holds for the whole pack. */
export const PACK_POLICY = "zero-trust";

/** What a policy can be set to. Where nothing can be remedied, `remediate` refuses. */
export type ConfiguredLevel = (typeof LEVELS)[number];
const LEVELS = ["advisory", "mandatory", "remediate", "disabled"] as const;

/** Pulumi's own keys in the same file: the level of all policies, and where more comes from. */
const ALL = "all";
const ENVIRONMENTS = "environments";

const exemptionsSchema = {
    type: "array",
    items: exemptionSchema,
    description: "What is not refused although it breaks a rule.",
    default: [],
};

/** JSON schema, by key, of what holds for the whole pack. */
export const packSchema: Readonly<Record<string, object>> = {
    ...settingsSchema,
    strict: {
        type: "boolean",
        description: "Whether what cannot be judged is refused.",
        default: false,
    },
    lookIntoReleases: {
        type: "boolean",
        description:
            "Whether Helm releases are rendered, by the helm on the PATH, and judged object by object. Charts are fetched from where the releases say.",
        default: false,
    },
    exemptions: exemptionsSchema,
};

/** JSON schema, by key, of what can be set for one policy of a rule. */
export function ruleSchema({ settings }: Rule): Readonly<Record<string, object>> {
    return Object.fromEntries(
        settings
            // There is one environment, by which the level of policies is chosen.
            .filter((key) => key !== "environment")
            .map((key) => [key, withoutDefault(settingsSchema[key])]),
    );
}

/** The engine fills in defaults, and one of them would hide what is set for the whole pack. */
function withoutDefault(schema: object): object {
    return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "default"));
}

export class ConfigurationError extends Error {
    override readonly name = "ConfigurationError";

    /** @param problems a sentence each: where, what, how to mend it */
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
    }
}

/** The pack's configuration, checked. */
export class Configuration {
    constructor(
        private readonly shared: Settings,
        /** Whether what is undecided is a violation. */
        readonly strict: boolean,
        readonly exemptions: readonly StatedExemption[],
        private readonly own: ReadonlyMap<string, Partial<Settings>>,
        private readonly levels: ReadonlyMap<string, ConfiguredLevel>,
        readonly lookIntoReleases: boolean,
    ) {}

    get environment(): Settings["environment"] {
        return this.shared.environment;
    }

    /** What holds for one half of a rule: its own settings over those of the whole pack. */
    settingsOf({ policy }: Half): Settings {
        const own = this.own.get(policy);
        return own ? { ...this.shared, ...own } : this.shared;
    }

    /** What a policy is set to, or all of them are; `undefined` where it has its own level. */
    levelOf(policy: string): ConfiguredLevel | undefined {
        return this.levels.get(policy) ?? this.levels.get(ALL);
    }
}

/** JSON schema by policy of all that can be configured, as {@link readConfiguration} checks it. */
const schemas = new Map<string, object>([
    [ALL, objectOf({})],
    ...rules.flatMap((rule) =>
        halvesOf(rule).flatMap((half): [string, object][] => [
            [policyIn("production", rule, half), objectOf({})],
            [half.policy, objectOf(ruleSchema(rule))],
        ]),
    ),
    // What is wrong with an exemption is a violation of GOV-01, and not an error.
    [PACK_POLICY, objectOf({ ...packSchema, exemptions: { ...exemptionsSchema, items: {} } })],
]);

/**
 * Reads what `--policy-pack-config` names: by policy a level, settings, or both, and under
 * `zero-trust` what holds for the whole pack. A faulty exemption is no error here, but a violation
 * of GOV-01 when objects are judged.
 * @throws ConfigurationError with every problem
 */
export function readConfiguration(value: unknown): Configuration {
    if (!isRecord(value)) {
        throw new ConfigurationError([
            `the configuration is ${show(value)}, not an object — Fix: give settings by policy, e.g. {"zero-trust": {"environment": "production"}}`,
        ]);
    }
    const problems: string[] = [];
    const levels = new Map<string, ConfiguredLevel>();
    const own = new Map<string, Readonly<Record<string, unknown>>>();
    for (const [policy, given] of Object.entries(value)) {
        if (policy === ENVIRONMENTS) {
            continue;
        }
        const schema = schemas.get(policy);
        if (!schema) {
            problems.push(
                `${policy}: no policy has this name — Fix: docs/policies.md lists them all`,
            );
            continue;
        }
        const { level, settings } = separate(given);
        if (isLevel(level)) {
            levels.set(policy, level);
        } else if (level !== undefined) {
            problems.push(
                `${policy}: ${show(level)} is not a level — Fix: give one of ${LEVELS.join(", ")}`,
            );
        }
        own.set(policy, settings);
        problems.push(
            ...schemaProblems(schema, settings, policy).map(
                ({ path, message, remedy }) => `${path} ${message} — Fix: ${remedy}`,
            ),
        );
    }
    if (problems.length > 0) {
        throw new ConfigurationError(problems);
    }
    const { strict, exemptions, lookIntoReleases, ...shared } = own.get(PACK_POLICY) ?? {};
    const ids = new Set(rules.map(({ id }) => id));
    return new Configuration(
        { ...defaultSettings, ...shared },
        strict === true,
        Array.isArray(exemptions)
            ? exemptions.map((stated, position) => readExemption(stated, position, ids))
            : [],
        own,
        levels,
        lookIntoReleases === true,
    );
}

function separate(given: unknown): {
    readonly level: unknown;
    readonly settings: Readonly<Record<string, unknown>>;
} {
    if (!isRecord(given)) {
        return { level: given ?? null, settings: {} };
    }
    const { enforcementLevel, ...settings } = given;
    return { level: enforcementLevel, settings };
}

function isLevel(value: unknown): value is ConfiguredLevel {
    return LEVELS.some((level) => level === value);
}

function objectOf(properties: Readonly<Record<string, object>>): object {
    return { type: "object", properties, additionalProperties: false };
}
