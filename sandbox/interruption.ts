export type InterruptSignal = "SIGINT" | "SIGTERM";

const exitCodes: Record<InterruptSignal, number> = { SIGINT: 130, SIGTERM: 143 };

/** The user, or the system, wants the run to end. */
export class Interrupted extends Error {
    public constructor(public readonly signal: InterruptSignal) {
        super(`interrupted (${signal})`);
    }

    public get exitCode(): number {
        return exitCodes[this.signal];
    }
}

/**
 * Ctrl-C and SIGTERM: the first asks the engine to end what it has begun, the second ends the run
 * at once.
 */
export class Interruption {
    private received: InterruptSignal | undefined;
    private receivedAt = 0;
    private readonly engine = new AbortController();
    private engineRuns = false;
    private engineKnows = false;
    private rejectWork: ((reason: Interrupted) => void) | undefined;

    private constructor(
        private readonly say: (text: string) => void,
        private readonly endAtOnce: () => void,
    ) {}

    /** @param endAtOnce gives back what another run would stumble over; the process ends after it */
    public static watch(say: (text: string) => void, endAtOnce: () => void): Interruption {
        const interruption = new Interruption(say, endAtOnce);
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
            process.on(signal, () => {
                interruption.receive(signal);
            });
        }
        return interruption;
    }

    public get signal(): InterruptSignal | undefined {
        return this.received;
    }

    public get exitCode(): number | undefined {
        return this.received && exitCodes[this.received];
    }

    /** Waits for work that has nothing to clean up; an interruption ends the waiting. */
    public async during<T>(work: Promise<T>): Promise<T> {
        this.throwIfReceived();
        const interrupted = new Promise<never>((_, reject) => {
            this.rejectWork = reject;
        });
        return Promise.race([work, interrupted]).finally(() => {
            this.rejectWork = undefined;
        });
    }

    /** Waits for an engine operation, which ends by itself once it was told of the interruption. */
    public async duringEngine<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
        this.throwIfReceived();
        this.engineRuns = true;
        this.engineKnows = false;
        try {
            return await work(this.engine.signal);
        } finally {
            this.engineRuns = false;
        }
    }

    /** The engine said that it was interrupted: a terminal sends Ctrl-C to both of us. */
    public engineWasTold(): void {
        this.engineKnows = true;
    }

    private throwIfReceived(): void {
        if (this.received) {
            throw new Interrupted(this.received);
        }
    }

    private receive(signal: InterruptSignal): void {
        if (this.received) {
            // npm forwards what the terminal has sent already: only a later one is a second one.
            if (Date.now() - this.receivedAt > 500) {
                this.say("stopped at once; the next run puts in order what is left");
                this.endAtOnce();
                process.exit(exitCodes[signal]);
            }
            return;
        }
        this.received = signal;
        this.receivedAt = Date.now();
        if (this.engineRuns) {
            this.say("interrupted: the engine ends what it has begun; again to stop at once");
            // Told twice, the engine would terminate without waiting for what it has begun.
            setTimeout(() => {
                if (!this.engineKnows) {
                    this.engine.abort();
                }
            }, 300);
        } else {
            this.rejectWork?.(new Interrupted(signal));
        }
    }
}
