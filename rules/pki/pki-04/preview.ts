import type { Path } from "zero-trust-manifests";
import { DEFAULT_DURATION, isCertificate, isIdentityIssuer } from "../../certificates/certManager";
import { parseDuration } from "../../reading/duration";
import {
    type Reading,
    isUnsettled,
    readBoolean,
    readNumber,
    readString,
    valueOf,
} from "../../reading/read";
import { type Resource } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

const DURATION = ["spec", "duration"];
const RENEW_BEFORE = ["spec", "renewBefore"];
const RENEW_BEFORE_PERCENTAGE = ["spec", "renewBeforePercentage"];

export const preview: Preview = {
    settings: [
        "controlPlaneNamespace",
        "identityIssuerMaxDuration",
        "certificateMaxDuration",
        "issuanceLifetime",
    ],
    resource: {
        policy: "pki-04-certificates-are-short-lived",
        demand: "No certificate is valid for longer than the settings allow, and the identity issuer is renewed earlier before its end than workload certificates are valid.",
        appliesTo: isCertificate,
        *check(resource, settings) {
            const identityIssuer = isIdentityIssuer(resource, settings);
            if (identityIssuer === true) {
                yield* notLongerThan(resource, settings.identityIssuerMaxDuration);
                yield* outlives(resource, settings);
            } else if (identityIssuer === false) {
                yield* leaf(resource, settings);
            } else {
                yield unsettled(resource, identityIssuer);
            }
        },
    },
};

/** Other CAs live as long as their own policy says. */
function* leaf(resource: Resource, settings: Settings): Generator<Verdict> {
    const isCA = readBoolean(resource.object, ["spec", "isCA"]);
    if (valueOf(isCA) === true) {
        return;
    }
    const verdicts = [...notLongerThan(resource, settings.certificateMaxDuration)];
    if (isUnsettled(isCA)) {
        yield* verdicts.length > 0 ? [unsettled(resource, isCA)] : [];
    } else {
        yield* verdicts;
    }
}

function* notLongerThan(resource: Resource, limit: string): Generator<Verdict> {
    const duration = readString(resource.object, DURATION);
    if (isUnsettled(duration)) {
        yield unsettled(resource, duration);
        return;
    }
    const text = valueOf(duration) ?? DEFAULT_DURATION;
    const most = parseDuration(limit);
    if (most === undefined) {
        yield unreadableSetting(resource, DURATION, limit);
    } else if ((parseDuration(text) ?? 0) > most) {
        yield violation(
            resource,
            DURATION,
            `is valid for ${text}, longer than ${limit}`,
            `set duration to ${limit} or less`,
        );
    }
}

function* outlives(resource: Resource, { issuanceLifetime }: Settings): Generator<Verdict> {
    const duration = readString(resource.object, DURATION);
    const renewBefore = readString(resource.object, RENEW_BEFORE);
    const percentage = readNumber(resource.object, RENEW_BEFORE_PERCENTAGE);
    const open = [duration, renewBefore, percentage].filter(isUnsettled);
    if (open.length > 0) {
        yield* open
            .filter((reading) => reading !== duration)
            .map((reading) => unsettled(resource, reading));
        return;
    }
    const { seconds, path } = remaining(duration, renewBefore, percentage);
    const lifetime = parseDuration(issuanceLifetime);
    if (lifetime === undefined) {
        yield unreadableSetting(resource, path, issuanceLifetime);
    } else if (seconds !== undefined && !(seconds > lifetime)) {
        yield violation(
            resource,
            path,
            `is renewed ${Math.round(seconds / 36) / 100} h before its end, which is not more than the ${issuanceLifetime} of a workload's certificate`,
            `set renewBefore to more than ${issuanceLifetime}, e.g. 25h of a duration of 48h`,
        );
    }
}

function unreadableSetting(resource: Resource, path: Path, setting: string): Verdict {
    return violation(
        resource,
        path,
        `cannot be held against the setting "${setting}", which is not a duration`,
        "write the policy's setting as Go does, e.g. 2160h",
    );
}

/** How long before its end a certificate is renewed; by default a third of its duration. */
function remaining(
    duration: Reading<string>,
    renewBefore: Reading<string>,
    percentage: Reading<number>,
): { readonly seconds: number | undefined; readonly path: Path } {
    const whole = parseDuration(valueOf(duration) ?? DEFAULT_DURATION);
    if (renewBefore.state === "known") {
        return { seconds: parseDuration(renewBefore.value), path: RENEW_BEFORE };
    }
    const share = percentage.state === "known" ? percentage.value / 100 : 1 / 3;
    return {
        seconds: whole === undefined ? undefined : whole * share,
        path: percentage.state === "known" ? RENEW_BEFORE_PERCENTAGE : RENEW_BEFORE,
    };
}
