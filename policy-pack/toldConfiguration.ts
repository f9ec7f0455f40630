import { ConfigurationError, gov01, readConfiguration } from "zero-trust-rules";

/** The configuration of the pack, as its policies tell it one by one when they are asked. */
export class ToldConfiguration {
    private told: Readonly<Record<string, object>> = {};
    private readonly enabled = new Set<string>();
    private problems: string[] = [];
    private configuration = readConfiguration({});

    get current() {
        return this.configuration;
    }

    /** Forgets all: the policies are about to tell anew. */
    clear(): void {
        this.told = {};
        this.enabled.clear();
        this.problems = [];
        this.configuration = readConfiguration({});
    }

    /** A policy is asked, so it is enabled, and has this configuration. */
    tell(policy: string, config: object): void {
        this.enabled.add(policy);
        if (Object.keys(config).length === 0) {
            return;
        }
        try {
            // Alone first: what is wrong with one policy's configuration is no reason to forget that
            // of the others.
            readConfiguration({ [policy]: config });
            this.told = { ...this.told, [policy]: config };
            this.configuration = readConfiguration(this.told);
        } catch (error) {
            if (!(error instanceof ConfigurationError)) {
                throw error;
            }
            this.problems.push(...error.problems);
        }
    }

    isEnabled(policy: string): boolean {
        return this.enabled.has(policy);
    }

    /** What is wrong with the configuration and was not taken yet, a line each. */
    takeProblems(): string[] {
        const lines = this.problems.map(
            (problem) => `${gov01.id}: in the configuration, ${problem}`,
        );
        this.problems = [];
        return lines;
    }
}
