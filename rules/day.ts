import { maximumExemptionDays } from "./exemptionSchema";

const day = 24 * 60 * 60 * 1000;

/** The day of a moment, in UTC: `2026-12-31`. */
export function dayOf(moment: Date): string {
    return moment.toISOString().slice(0, 10);
}

/** Whether a text is a day as {@link dayOf} writes it. */
export function isDay(text: string): boolean {
    const moment = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(moment.getTime()) && dayOf(moment) === text;
}

/** The last day until which an exemption may hold that is given on a day. */
export function lastDayFrom(today: string): string {
    return dayOf(new Date(Date.parse(today) + maximumExemptionDays * day));
}
