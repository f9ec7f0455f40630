#!/usr/bin/env node
// Stands in for helm where there is none: what `helm template` does with a chart in a folder, as far
// as the tests' own chart needs it. Options, output and errors are those of Helm 4.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

function fail(message) {
    console.error(`Error: ${message}`);
    process.exit(1);
}

const { values: options, positionals } = parseArgs({
    allowPositionals: true,
    options: {
        "skip-tests": { type: "boolean" },
        "include-crds": { type: "boolean" },
        namespace: { type: "string" },
        values: { type: "string" },
        repo: { type: "string" },
        version: { type: "string" },
    },
});
const [command, name, chart] = positionals;
if (command !== "template" || name === undefined || chart === undefined) {
    fail(`unknown command ${positionals.join(" ")}`);
}
if (!/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    fail(`release name check failed: release name "${name}": invalid release name`);
}
if (!existsSync(join(chart, "Chart.yaml"))) {
    fail(`path "${chart}" not found`);
}
const title = /^name: (.+)$/m.exec(readFileSync(join(chart, "Chart.yaml"), "utf8"))[1];
const defaults = Object.fromEntries(
    [...readFileSync(join(chart, "values.yaml"), "utf8").matchAll(/^(\w+): (.*)$/gm)].map(
        ([, key, value]) => [key, value],
    ),
);
const given = JSON.parse(readFileSync(0, "utf8"));
const values = { ...defaults, ...given };

function print(file, text) {
    for (const document of text.split(/^---\n/m)) {
        console.log(`---\n# Source: ${title}/${file}\n${document.trimEnd()}`);
    }
}

if (options["include-crds"]) {
    for (const file of readdirSync(join(chart, "crds")).sort()) {
        print(`crds/${file}`, readFileSync(join(chart, "crds", file), "utf8"));
    }
}
for (const file of readdirSync(join(chart, "templates")).sort()) {
    const template = readFileSync(join(chart, "templates", file), "utf8");
    const text = template.replace(/{{ (.+?) }}/g, (_, action) => {
        const [, key, filter] = /^\.Values\.(\w+)( \| b64enc)?$/.exec(action) ?? [];
        switch (action) {
            case ".Release.Name":
                return name;
            case ".Release.Namespace":
                return options.namespace ?? "default";
            default:
                if (key === undefined) {
                    fail(`template: ${title}/templates/${file}: unexpected ${action}`);
                }
                return filter === undefined
                    ? String(values[key])
                    : Buffer.from(String(values[key])).toString("base64");
        }
    });
    print(`templates/${file}`, text);
}
