import type { PlainObject } from "./properties";

/** A release as its chart's templates see it. */
export interface Installation {
    chart: string;
    chartVersion: string;
    appVersion: string;
    name: string;
    namespace: string;
    values: PlainObject;
}

/** An object that a chart brings and that the rest of the platform may look at. */
export interface Brought {
    group: string;
    kind: string;
    id: string;
    state: PlainObject;
}
