import assert from "node:assert/strict";
import { consoleProgress, type Progress } from "../../sandbox/progress";

const clearToEnd = "\u001B[K";

/** A progress on a stream and a clock of the test's own. */
function watched(terminal?: { columns: number }): {
    progress: Progress;
    pass: (seconds: number) => void;
    written: () => string;
} {
    let milliseconds = 0;
    let text = "";
    const stream = {
        isTTY: terminal !== undefined,
        columns: terminal?.columns ?? 0,
        write: (part: string | Uint8Array) => {
            text += String(part);
            return true;
        },
    };
    return {
        progress: consoleProgress(stream, () => milliseconds),
        pass: (seconds) => {
            milliseconds += seconds * 1000;
        },
        written: () => text,
    };
}

describe("progress without a terminal", () => {
    it("writes plain lines that say what, how far and how long", () => {
        const { progress, pass, written } = watched();
        progress.step("Building");
        pass(75);
        progress.update("412 of 1647 packages");
        progress.done();
        assert.equal(
            written(),
            "Building …\n" +
                "Building … (412 of 1647 packages, 1 min 15 s)\n" +
                "Building: done (412 of 1647 packages, 1 min 15 s)\n",
        );
    });

    it("writes no more than a line in 15 seconds, however often it is told", () => {
        const { progress, pass, written } = watched();
        progress.step("Building");
        for (let second = 1; second <= 31; second += 1) {
            pass(1);
            progress.update(`${second} packages`);
        }
        assert.equal(
            written(),
            "Building …\n" +
                "Building … (15 packages, 15 s)\n" +
                "Building … (30 packages, 30 s)\n",
        );
    });

    it("ends a step that still runs when the next one begins", () => {
        const { progress, written } = watched();
        progress.step("Downloading");
        progress.step("Building");
        progress.done("skipped");
        assert.equal(
            written(),
            "Downloading …\nDownloading: done (0 s)\nBuilding …\nBuilding: skipped (0 s)\n",
        );
    });

    it("writes nothing for a step that never began", () => {
        const { progress, written } = watched();
        progress.update("1 package");
        progress.done();
        assert.equal(written(), "");
    });
});

describe("progress on a terminal", () => {
    it("draws over its own line until the step ends", () => {
        const { progress, pass, written } = watched({ columns: 80 });
        progress.step("Building");
        pass(2);
        progress.update("3 packages");
        progress.done();
        assert.equal(
            written(),
            `\rBuilding … (0 s)${clearToEnd}` +
                `\rBuilding … (3 packages, 2 s)${clearToEnd}` +
                `\rBuilding: done (3 packages, 2 s)${clearToEnd}\n`,
        );
    });

    it("keeps the live line shorter than the terminal is wide", () => {
        const { progress, written } = watched({ columns: 12 });
        progress.step("Building the engine");
        assert.equal(written(), `\rBuilding th${clearToEnd}`);
        progress.done();
    });
});
