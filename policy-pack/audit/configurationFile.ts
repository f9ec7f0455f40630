import {
    type Configuration,
    ConfigurationError,
    PACK_POLICY,
    readConfiguration,
} from "zero-trust-rules";
import {
    InputError,
    nameOf,
    type Origin,
    type Path,
    readDocuments,
    readText,
} from "zero-trust-manifests";

export interface ConfigurationFile {
    readonly configuration: Configuration;
    /** Of what the pack finds in its configuration. */
    readonly origin: Origin;
}

/** Without a file everything is as the rules have it. */
export function noConfigurationFile(): ConfigurationFile {
    return { configuration: readConfiguration({}), origin: { file: "", lineOf: () => 1 } };
}

/**
 * Reads what configures the pack, in JSON as Pulumi takes it, or in YAML.
 * @throws InputError with every problem.
 */
export function readConfigurationFile(file: string): ConfigurationFile {
    const { documents, problems } = readDocuments(readText(file));
    if (problems.length > 0) {
        throw new InputError(
            problems.map(({ line, reason }) => `${nameOf(file)}:${line}: is not valid: ${reason}`),
        );
    }
    const [document] = documents;
    try {
        return {
            configuration: readConfiguration(document?.value),
            origin: {
                file,
                lineOf: (path: Path) => document?.lineOf([PACK_POLICY, ...path]) ?? 1,
            },
        };
    } catch (error) {
        if (error instanceof ConfigurationError) {
            throw new InputError(error.problems.map((problem) => `${nameOf(file)}: ${problem}`));
        }
        throw error;
    }
}
