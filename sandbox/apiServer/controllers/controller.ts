import type { Progress } from "../../progress";
import type { PlainObject } from "../../standins/properties";
import type { ApiObjects } from "../objects";
import type { ServerProcess } from "../serverProcess";

/** The cluster beside which controllers run. */
export interface Site {
    /** Absolute path of the folder for certificates and logs. */
    folder: string;
    /** Absolute path, of a cluster administrator's. */
    kubeconfigFile: string;
    objects: ApiObjects;
}

/** A controller that runs beside an API server, instead of in its chart's pods. */
export interface Controller {
    process: ServerProcess;
    /** What the cluster has of it as long as it runs, such as a webhook; once it listens. */
    objects: PlainObject[];
}

/** A chart whose controller can run for real. */
export interface ControllerChart {
    chart: string;
    /** Kind of the objects that it acts on, whose status and products are its own: "group/Kind". */
    kind: string;
    /** Whether it reads definitions that only the chart has. */
    needsReferenceData: boolean;
    /** @returns absolute path of the executable, which a first run builds */
    obtain: (progress: Progress) => Promise<string>;
    /** @param values of the chart's release */
    start: (command: string, site: Site, values: PlainObject) => Promise<Controller>;
}
