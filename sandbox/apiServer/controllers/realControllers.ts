import { mkdirSync } from "node:fs";
import type { Progress } from "../../progress";
import { findReferenceData } from "../../referenceData";
import { kindKey } from "../../standins/apiResources";
import { Cluster } from "../../standins/cluster";
import { at, isPlainObject, type PlainObject } from "../../standins/properties";
import { keyOf, type Thing, type World } from "../../standins/world";
import type { Controller, ControllerChart, Site } from "./controller";
import { applyTo, deleteFrom } from "./controllerObjects";
import { gatekeeper } from "./gatekeeper";
import { trustManager } from "./trustManager";

const charts: readonly ControllerChart[] = [trustManager, gatekeeper];

/** Controllers that run for real, each as long as its chart is installed and the sandbox runs. */
export class RealControllers {
    private readonly running = new Map<string, Controller>();

    private constructor(
        private readonly site: Site,
        private readonly commands: ReadonlyMap<ControllerChart, string>,
    ) {}

    /** Gets the executables, which takes minutes the first time, and starts those of a world. */
    public static async open(
        site: Site,
        world: World,
        progress: Progress,
    ): Promise<RealControllers> {
        const commands = new Map<ControllerChart, string>();
        for (const each of charts) {
            if (!each.needsReferenceData || findReferenceData() !== undefined) {
                commands.set(each, await each.obtain(progress));
            }
        }
        mkdirSync(site.folder, { recursive: true });
        const controllers = new RealControllers(site, commands);
        progress.step("Starting the real controllers of installed charts");
        await controllers.follow(world);
        progress.done([...controllers.running.keys()].join(", ") || "none is installed yet");
        return controllers;
    }

    /** Whether objects of a kind, their status and what comes of them are a real controller's. */
    public has(group: string, kind: string): boolean {
        return this.kinds.includes(kindKey(group, kind));
    }

    /** Whether a real controller makes a thing itself. */
    public makes({ owner }: Thing): boolean {
        return this.kinds.some((kind) => owner?.startsWith(keyOf("kubernetes", kind, "")));
    }

    /**
     * Starts what is installed in a world and does not run, stops what runs and is not installed.
     *
     * @param only the one chart of which this is to be so, where others may be in the middle of theirs
     */
    public async follow(world: World, only?: string): Promise<void> {
        const cluster = new Cluster(world);
        const followed = [...this.commands.keys()].filter(
            ({ chart }) => only === undefined || chart === only,
        );
        for (const each of followed) {
            const [release] = cluster.releasesOf(each.chart);
            const values = at(release?.state, "values");
            if (release === undefined) {
                await this.end(each.chart);
            } else if (!this.running.has(each.chart)) {
                await this.start(each, isPlainObject(values) ? values : {});
            }
        }
    }

    /** Stops a chart's controller, before the chart is taken away or changed. */
    public async end(chart: string): Promise<void> {
        const controller = this.running.get(chart);
        this.running.delete(chart);
        for (const object of [...(controller?.objects ?? [])].reverse()) {
            await deleteFrom(this.site.objects, object);
        }
        await controller?.process.stop();
    }

    public async stop(): Promise<void> {
        for (const chart of this.running.keys()) {
            await this.end(chart);
        }
    }

    private get kinds(): string[] {
        return [...this.commands.keys()].map(({ kind }) => kind);
    }

    private async start(chart: ControllerChart, values: PlainObject): Promise<void> {
        const controller = await chart.start(this.commands.get(chart) ?? "", this.site, values);
        this.running.set(chart.chart, controller);
        for (const object of controller.objects) {
            await applyTo(this.site.objects, object);
        }
    }
}
