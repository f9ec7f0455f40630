import type { Path } from "zero-trust-manifests";
import { DEFAULT_DURATION, isCertificate } from "../../certificates/certManager";
import { parseDuration } from "../../reading/duration";
import { type Reading, isUnsettled, readNumber, readString, valueOf } from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";

const DURATION = ["spec", "duration"];
const RENEW_BEFORE = ["spec", "renewBefore"];
const RENEW_BEFORE_PERCENTAGE = ["spec", "renewBeforePercentage"];

const SHORTEST = 1 / 10;
const LONGEST = 2 / 3;

export const preview: Preview = {
    settings: [],
    resource: {
        policy: "pki-05-renewal-window-is-sane",
        demand: "A Certificate's renewBefore is at least a tenth and at most two thirds of its duration.",
        appliesTo: isCertificate,
        *check(resource) {
            yield* byTime(resource);
            yield* byPercentage(resource);
        },
    },
};

function* byTime(resource: Resource): Generator<Verdict> {
    const duration = readString(resource.object, DURATION);
    const renewBefore = readString(resource.object, RENEW_BEFORE);
    const unreadable = [duration, renewBefore].filter(isUnreadable);
    for (const reading of unreadable) {
        yield violation(
            resource,
            reading.path,
            `has "${reading.value}" where a duration belongs`,
            "write a positive duration as Go does, e.g. 2160h or 1h30m",
        );
    }
    const open = [duration, renewBefore].find(isUnsettled);
    if (renewBefore.state === "absent") {
        if (duration.state === "malformed") {
            yield unsettled(resource, duration);
        }
        return; // cert-manager then renews after two thirds of the lifetime.
    }
    if (open) {
        yield unsettled(resource, open);
    }
    if (open || unreadable.length > 0) {
        return;
    }
    const whole = secondsOf(duration, DEFAULT_DURATION);
    const before = secondsOf(renewBefore, "0");
    yield* inBounds(
        resource,
        RENEW_BEFORE,
        before / whole,
        `renews ${valueOf(renewBefore)} before the end of ${valueOf(duration) ?? DEFAULT_DURATION}`,
    );
}

function* byPercentage(resource: Resource): Generator<Verdict> {
    const percentage = readNumber(resource.object, RENEW_BEFORE_PERCENTAGE);
    if (isUnsettled(percentage)) {
        yield unsettled(resource, percentage);
    } else if (percentage.state === "known") {
        yield* inBounds(
            resource,
            RENEW_BEFORE_PERCENTAGE,
            percentage.value / 100,
            `renews ${percentage.value} % of its lifetime before its end`,
        );
    }
}

function* inBounds(
    resource: Resource,
    path: Path,
    share: number,
    what: string,
): Generator<Verdict> {
    if (!(share >= SHORTEST)) {
        yield violation(resource, path, `${what}: too late to mend an issuer that fails`);
    } else if (share > LONGEST) {
        yield violation(resource, path, `${what}: it would renew soon after each issue`);
    }
}

function isUnreadable(reading: Reading<string>): reading is Reading<string> & { state: "known" } {
    return reading.state === "known" && !((parseDuration(reading.value) ?? 0) > 0);
}

function secondsOf(reading: Reading<string>, fallback: string): number {
    return parseDuration(valueOf(reading) ?? fallback) ?? Number.NaN;
}
