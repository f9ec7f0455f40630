import { join } from "node:path";

const POLICY = join(__dirname, "..", "policy");

/** Tests that can be run again and again. */
export class Tests {
    private constructor(private readonly mocha: Mocha) {}

    static async in(...files: readonly string[]): Promise<Tests> {
        const { default: MochaItself } = await import("mocha");
        const mocha = new MochaItself({ reporter: MochaItself.reporters.Base, bail: true });
        mocha.timeout(0);
        files.forEach((file) => mocha.addFile(join(POLICY, file)));
        mocha.cleanReferencesAfterRun(false);
        return new Tests(mocha);
    }

    /** Whether one fails of those whose titles fit. */
    async fail(titles = /./): Promise<boolean> {
        this.mocha.grep(titles);
        return new Promise((resolve) => {
            const runner = this.mocha.run((failures) => {
                runner.dispose();
                resolve(failures > 0);
            });
        });
    }
}
