/** What a command prints, and the process' exit code. */
export interface CommandResult {
    output: string;
    errors: string;
    /** 0 is success, 1 that what was looked for was found, 2 bad input. */
    exitCode: 0 | 1 | 2;
}

/** Runs a command to the end of its process: prints its result, and gives its exit code. */
export async function runCommand(
    command: () => CommandResult | Promise<CommandResult>,
): Promise<void> {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", ignoreReaderGone);
    }
    try {
        const { output, errors, exitCode } = await command();
        process.exitCode = exitCode;
        if (output !== "") {
            process.stdout.write(withLineEnd(output));
        }
        if (errors !== "") {
            process.stderr.write(withLineEnd(errors));
        }
    } catch (error) {
        console.error(error);
        // Node's own code for an uncaught error, 1, would look like something found.
        process.exitCode = 2;
    }
}

/** Who reads, such as `head`, may have read enough. */
function ignoreReaderGone(error: NodeJS.ErrnoException): void {
    if (error.code !== "EPIPE") {
        throw error;
    }
}

function withLineEnd(text: string): string {
    return text.endsWith("\n") ? text : `${text}\n`;
}
