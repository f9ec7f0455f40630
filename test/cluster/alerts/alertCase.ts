/** What one alert does about some series. */
export interface AlertCase {
    alert: string;
    title: string;
    /** Time between two samples, and between two evaluations. Default: a minute. */
    interval?: "1m" | "1h";
    /** Values of each series, one an interval, in promtool's notation. */
    series: Record<string, string>;
    /** When to look, in intervals from 1970 on. */
    at: number;
    /** Labels, without the severity, and summary of each alert that fires. */
    firing: { labels: Record<string, string>; summary: string }[];
}
