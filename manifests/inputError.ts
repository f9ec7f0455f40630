/** Everything that is wrong with what was given, at once; each sentence names its place. */
export class InputError extends Error {
    constructor(readonly problems: readonly string[]) {
        super(problems.join("\n"));
        this.name = "InputError";
    }
}
