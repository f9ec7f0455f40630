import type { AlertRule } from "../customResources";

/** An alert, before it is told where its runbook is. */
export interface Alert {
    /** Name, and heading of its runbook. */
    name: string;
    severity: "warning" | "critical";
    /** PromQL. It fires for every series that it gives. */
    expr: string;
    /** Prometheus duration, e.g. `10m`, for which the expression must hold. */
    for: string;
    /** Labels besides the series' own, where two alerts have the same name. */
    labels?: { fingerprint: string };
    /** One line, a template over the series' labels and value. */
    summary: string;
    /** What it means, without a template. */
    description: string;
}

/** @param runbooks URL of the document with the runbooks, a heading for each alert */
export function alertRule(alert: Alert, runbooks: string): AlertRule {
    return {
        alert: alert.name,
        expr: alert.expr,
        for: alert.for,
        labels: { severity: alert.severity, ...alert.labels },
        annotations: {
            summary: alert.summary,
            description: alert.description,
            runbook_url: `${runbooks}#${alert.name.toLowerCase()}`,
        },
    };
}

/**
 * By how much counters rose in the last ten minutes, without those that did not. Who counts only
 * what has happened starts a series with its first event, and `increase` needs one before it: a
 * series that is new counts as a whole.
 */
export function risen(selector: string): string {
    return `(((${selector} unless ${selector} offset 10m) or increase(${selector}[10m])) > 0)`;
}
