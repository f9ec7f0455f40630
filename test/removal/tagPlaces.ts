// From here on every rule that is loaded tells where it reports a violation.
import { readFileSync } from "node:fs";
import Module from "node:module";
import { join, relative, sep } from "node:path";

import ts from "typescript";

const ROOT = join(__dirname, "..", "..");
const RULES = join(ROOT, "rules") + sep;
const TAG = JSON.stringify(join(__dirname, "place.ts"));
/** What makes a verdict that refuses. */
const MAKER = "violation";

type Compile = (module: NodeJS.Module, file: string) => void;
const { _extensions: extensions } = Module as unknown as { _extensions: Record<string, Compile> };
const loadOther = extensions[".ts"];

extensions[".ts"] = (module, file) => {
    if (!file.startsWith(RULES)) {
        loadOther?.(module, file);
        return;
    }
    const { outputText } = ts.transpileModule(tagged(file), {
        fileName: file,
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    });
    (module as unknown as { _compile: (code: string, file: string) => void })._compile(
        outputText,
        file,
    );
};

/** The source of a file in which each call that makes a violation has its place around it. */
function tagged(file: string): string {
    const text = readFileSync(file, "utf8");
    const insertions = callsIn(file, text).flatMap((call) => [
        {
            at: call.getStart(),
            text: `require(${TAG}).at(${JSON.stringify(placeIn(file, call))}, `,
        },
        { at: call.getEnd(), text: ")" },
    ]);
    return insertions
        .sort((one, other) => other.at - one.at)
        .reduce((code, { at, text: more }) => code.slice(0, at) + more + code.slice(at), text);
}

/** Every place in a file that reports a violation. */
export function placesIn(file: string): string[] {
    return callsIn(file, readFileSync(file, "utf8")).map((call) => placeIn(file, call));
}

function callsIn(file: string, text: string): ts.CallExpression[] {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
    const calls: ts.CallExpression[] = [];
    const visit = (node: ts.Node): void => {
        if (
            ts.isCallExpression(node) &&
            ts.isIdentifier(node.expression) &&
            node.expression.text === MAKER
        ) {
            calls.push(node);
        }
        ts.forEachChild(node, visit);
    };
    visit(source);
    return calls;
}

function placeIn(file: string, call: ts.CallExpression): string {
    const { line } = call.getSourceFile().getLineAndCharacterOfPosition(call.getStart());
    return `${relative(ROOT, file).replaceAll(sep, "/")}:${line + 1}`;
}
