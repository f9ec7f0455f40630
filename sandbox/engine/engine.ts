/** A Pulumi engine that can be run. */
export interface Engine {
    /** Absolute path of the pulumi executable. */
    command: string;
    /** Semantic version without "v". */
    version: string;
    /** Where it came from. */
    source: "path" | "download" | "build";
    /**
     * Folders that PATH must begin with, so that the engine finds its way to run policy packs.
     * Empty where it has its own.
     */
    path: string[];
}
