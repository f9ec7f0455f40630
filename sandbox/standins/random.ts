import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { ReferenceData } from "../referenceData";
import { randomSchema } from "./builtInSchemas";
import { differences } from "./diff";
import { plainObject, type PlainObject, type Properties } from "./properties";
import {
    ProviderError,
    type CheckFailure,
    type CheckRequest,
    type CheckResult,
    type Created,
    type CreateRequest,
    type DiffRequest,
    type DiffResult,
    type Found,
    type ReadRequest,
    type StandInProvider,
} from "./provider";
import {
    checkAgainstSchema,
    packageSchema,
    previewedState,
    withSecrets,
    type PackageSchema,
} from "./schemaChecks";

type Make = (inputs: PlainObject) => { id: string; outputs: Properties };

/** The types that are made here. The real provider has a few more. */
const makers: Record<string, Make | undefined> = {
    "random:index/randomPassword:RandomPassword": (inputs) => ({
        id: "none",
        outputs: { ...textDefaults(inputs), result: randomText(inputs) },
    }),
    "random:index/randomString:RandomString": (inputs) => {
        const result = randomText(inputs);
        return { id: result, outputs: { ...textDefaults(inputs), result } };
    },
    "random:index/randomId:RandomId": randomId,
    "random:index/randomUuid:RandomUuid": () => {
        const result = randomUUID();
        return { id: result, outputs: { result } };
    },
};

/**
 * Stands in for the Random provider. Like the real one it has nothing outside the stack's state: what
 * it made lives there, and is never read again. It leaves out RandomPassword's `bcryptHash`, because
 * Node has no bcrypt.
 */
export class RandomStandIn implements StandInProvider {
    public readonly name = "random";
    public readonly version = "4.21.2";
    private readonly schema: PackageSchema;

    public constructor(reference: ReferenceData | undefined) {
        this.schema = packageSchema(reference, "random-4.21.1.json", randomSchema);
    }

    public configure(): void {
        // There is nothing to configure.
    }

    public check({ type, news }: CheckRequest): CheckResult {
        const failures = checkAgainstSchema(this.schema, type, news);
        if (failures.length === 0 && "length" in news) {
            failures.push(...checkText(plainObject(news)));
        }
        return { inputs: news, failures };
    }

    /** Everything random is made once: any change needs a new one. */
    public diff({ oldInputs, news }: DiffRequest): DiffResult {
        const found = differences(plainObject(oldInputs), plainObject(news));
        return { differences: found, replaces: [...found.keys()], deleteBeforeReplace: false };
    }

    public create({ type, inputs, preview }: CreateRequest): Created {
        const make = makers[type];
        if (make === undefined) {
            throw new ProviderError(
                `${type}: this stand-in makes ${Object.keys(makers).join(", ")}; use one of them`,
            );
        }
        if (preview) {
            const state = previewedState(this.schema, type, inputs, defaultsOf(type, inputs));
            return { id: "", state: withSecrets(this.schema, type, state) };
        }
        const { id, outputs } = make(plainObject(inputs));
        return { id, state: withSecrets(this.schema, type, { ...outputs, ...inputs }) };
    }

    public read({ type, id, state, inputs }: ReadRequest): Found | undefined {
        if (Object.keys(state).length === 0) {
            throw new ProviderError(`${type} "${id}": what is random cannot be looked up`);
        }
        return { id, state: withSecrets(this.schema, type, state), inputs };
    }

    public update(): Properties {
        throw new ProviderError("what is random is replaced, never updated");
    }

    public delete(): void {
        // It exists in the state only.
    }

    public invoke(token: string): Properties {
        throw new ProviderError(`the Random provider has no function "${token}"`);
    }
}

const characters = {
    lower: "abcdefghijklmnopqrstuvwxyz",
    upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    numeric: "0123456789",
    special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

interface CharacterClass {
    characters: string;
    minimum: number;
}

/** The classes that a text draws from. Classes are drawn from unless they are switched off. */
function characterClasses(inputs: PlainObject): CharacterClass[] {
    const on = (name: string): boolean => inputs[name] !== false;
    const override = inputs.overrideSpecial;
    const special = typeof override === "string" && override !== "" ? override : characters.special;
    return [
        { used: on("lower"), characters: characters.lower, minimum: "minLower" },
        { used: on("upper"), characters: characters.upper, minimum: "minUpper" },
        {
            used: on("numeric") && on("number"),
            characters: characters.numeric,
            minimum: "minNumeric",
        },
        { used: on("special"), characters: special, minimum: "minSpecial" },
    ]
        .filter(({ used }) => used)
        .map(({ characters, minimum }) => ({ characters, minimum: numberOr(inputs[minimum], 0) }));
}

function checkText(inputs: PlainObject): CheckFailure[] {
    const length = inputs.length;
    if (typeof length !== "number") {
        return [];
    }
    const classes = characterClasses(inputs);
    const minimum = classes.reduce((sum, each) => sum + each.minimum, 0);
    const failures: CheckFailure[] = [];
    if (classes.length === 0) {
        failures.push({
            property: "lower",
            reason: "no character is allowed; allow lower, upper, numeric or special",
        });
    }
    if (length < Math.max(1, minimum)) {
        failures.push({
            property: "length",
            reason:
                `${length} is less than the ${Math.max(1, minimum)} characters that ` +
                "minLower, minUpper, minNumeric and minSpecial ask for; make it longer",
        });
    }
    return failures;
}

function randomText(inputs: PlainObject): string {
    const classes = characterClasses(inputs);
    const all = classes.map((each) => each.characters).join("");
    const drawn = classes.flatMap((each) => draw(each.characters, each.minimum));
    drawn.push(...draw(all, numberOr(inputs.length, 0) - drawn.length));
    return shuffled(drawn).join("");
}

function draw(from: string, count: number): string[] {
    return Array.from({ length: Math.max(0, count) }, () => from.charAt(randomInt(from.length)));
}

function shuffled(items: readonly string[]): string[] {
    const result = [...items];
    for (let last = result.length - 1; last > 0; last--) {
        const other = randomInt(last + 1);
        const moved = result[last] ?? "";
        result[last] = result[other] ?? "";
        result[other] = moved;
    }
    return result;
}

function textDefaults(inputs: PlainObject): Properties {
    const numeric = inputs.numeric !== false && inputs.number !== false;
    return {
        lower: true,
        upper: true,
        special: true,
        numeric,
        number: numeric,
        minLower: 0,
        minUpper: 0,
        minNumeric: 0,
        minSpecial: 0,
    };
}

function defaultsOf(type: string, inputs: Properties): Properties {
    return type.endsWith("RandomPassword") || type.endsWith("RandomString")
        ? textDefaults(plainObject(inputs))
        : {};
}

function randomId(inputs: PlainObject): { id: string; outputs: Properties } {
    const bytes = randomBytes(numberOr(inputs.byteLength, 1));
    const prefix = typeof inputs.prefix === "string" ? inputs.prefix : "";
    const b64Url = bytes.toString("base64url");
    return {
        id: b64Url,
        outputs: {
            b64Std: prefix + bytes.toString("base64"),
            b64Url: prefix + b64Url,
            dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
            hex: prefix + bytes.toString("hex"),
        },
    };
}

function numberOr(value: unknown, otherwise: number): number {
    return typeof value === "number" ? value : otherwise;
}
