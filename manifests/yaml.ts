import { readDocuments } from "./documents";

/**
 * The values of the documents in a text, without empty ones.
 * @throws Error that says which line is no YAML, and quotes none of its values.
 */
export function readAllYaml(text: string): unknown[] {
    const { documents, problems } = readDocuments(text);
    const [problem] = problems;
    if (problem) {
        throw new Error(`line ${problem.line} is not valid YAML: ${problem.reason}`);
    }
    return documents.map(({ value }) => value);
}

/**
 * The value of a text that is one document and no Kubernetes object: a kubeconfig, a chart's values.
 * @returns `undefined` for a text that holds nothing.
 * @throws Error as `readAllYaml` does.
 */
export function readYaml(text: string): unknown {
    return readAllYaml(text)[0];
}
