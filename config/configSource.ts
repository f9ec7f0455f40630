/** What configuration is read from: the engine, the process and the disk, unless a test says else. */
export interface ConfigSource {
    /** Text of a key, as the engine hands it over: lists and objects are JSON. */
    text: (key: string) => string | undefined;
    environment: Readonly<Record<string, string | undefined>>;
    /** @throws Error where there is no such file */
    readFile: (path: string) => string;
}
