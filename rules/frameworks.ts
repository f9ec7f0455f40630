import { type Reference } from "./rule";

/** A tenet of NIST SP 800-207, section 2.1. */
export function nist(tenet: 1 | 2 | 3 | 4 | 5 | 6 | 7): Reference {
    return {
        framework: "NIST SP 800-207",
        version: "2020",
        reference: `section 2.1, tenet ${tenet}`,
    };
}

/** A pillar of CISA's Zero Trust Maturity Model. */
export function cisa(
    pillar: "Identity" | "Devices" | "Networks" | "Applications and Workloads" | "Data",
): Reference {
    return {
        framework: "CISA Zero Trust Maturity Model",
        version: "2.0",
        reference: `${pillar} pillar`,
    };
}

/** A chapter of the Kubernetes Hardening Guide of NSA and CISA. */
export function nsa(chapter: string): Reference {
    return {
        framework: "NSA/CISA Kubernetes Hardening Guide",
        version: "1.2",
        reference: chapter,
    };
}

export function cis(recommendation: string): Reference {
    return {
        framework: "CIS Kubernetes Benchmark",
        version: "1.10",
        reference: recommendation,
    };
}

/** A level of the Kubernetes Pod Security Standards, or what enforces them. */
export function pss(level: "baseline" | "restricted" | "Pod Security Admission"): Reference {
    return { framework: "Kubernetes Pod Security Standards", version: "1.35", reference: level };
}
