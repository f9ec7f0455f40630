export interface Progress {
    /** A step begins; an earlier one that still runs is ended. */
    step(what: string): void;
    /** How far the running step is: "412 of 1530 packages". */
    update(howFar: string): void;
    /** The running step ended. */
    done(result?: string): void;
}

export const silentProgress: Progress = {
    step: () => undefined,
    update: () => undefined,
    done: () => undefined,
};

/** The part of a stream that is written to; columns are a terminal's width in characters. */
export type ProgressStream = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

const plainLineEvery = 15_000;
const liveLineEvery = 1_000;

/**
 * On a terminal one live line a step, elsewhere plain lines, at most one in 15 seconds a step
 * besides its first and last.
 *
 * @param now milliseconds on any clock that only goes forward
 */
export function consoleProgress(
    stream: ProgressStream,
    now: () => number = () => performance.now(),
): Progress {
    let running: { what: string; howFar: string; since: number; lastLine: number } | undefined;
    let timer: NodeJS.Timeout | undefined;

    function text(step: NonNullable<typeof running>, end: string): string {
        const parts = [step.howFar, duration(now() - step.since)].filter(Boolean).join(", ");
        return `${step.what}${end} (${parts})`;
    }

    function draw(): void {
        if (running) {
            // A line that wraps could not be drawn over.
            const line = text(running, " …").slice(0, (stream.columns || 80) - 1);
            stream.write(`\r${line}\u001B[K`);
        }
    }

    function done(result?: string): void {
        if (!running) {
            return;
        }
        clearInterval(timer);
        const line = text(running, `: ${result ?? "done"}`);
        running = undefined;
        stream.write(stream.isTTY ? `\r${line}\u001B[K\n` : `${line}\n`);
    }

    return {
        step: (what) => {
            done();
            running = { what, howFar: "", since: now(), lastLine: now() };
            if (stream.isTTY) {
                draw();
                timer = setInterval(draw, liveLineEvery).unref();
            } else {
                stream.write(`${what} …\n`);
            }
        },
        update: (howFar) => {
            if (!running) {
                return;
            }
            running.howFar = howFar;
            if (stream.isTTY) {
                draw();
            } else if (now() - running.lastLine >= plainLineEvery) {
                running.lastLine = now();
                stream.write(`${text(running, " …")}\n`);
            }
        },
        done,
    };
}

function duration(milliseconds: number): string {
    const seconds = Math.floor(milliseconds / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
