import { join } from "node:path";

const POLICY = join(__dirname, "..", "policy");

/** Tests that can be run again and again. */
export class Tests {
    private constructor(private readonly mocha: Mocha) {}

    /** Node loads a file once, and what it describes is in the first that asks for it. */
    private static readonly known = new Map<string, Tests>();

    static async in(...files: readonly string[]): Promise<Tests> {
        const before = Tests.known.get(files.join());
        if (before) {
            return before;
        }
        const { default: MochaItself } = await import("mocha");
        const mocha = new MochaItself({ reporter: MochaItself.reporters.Base, bail: true });
        mocha.timeout(0);
        files.forEach((file) => mocha.addFile(join(POLICY, file)));
        mocha.cleanReferencesAfterRun(false);
        const tests = new Tests(mocha);
        await tests.fail();
        if (mocha.suite.total() === 0) {
            throw new Error(`there are no tests in ${files.join(" and ")}`);
        }
        Tests.known.set(files.join(), tests);
        return tests;
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
