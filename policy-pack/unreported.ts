import type { Finding } from "zero-trust-rules";

/** What was found and waits for the policy that reports it. */
export class Unreported {
    private readonly findings = new Map<string, readonly Finding[]>();

    /** @param about what was judged: what had been found about it before no longer counts */
    replace(about: string, findings: readonly Finding[]): void {
        if (findings.length > 0) {
            this.findings.set(about, findings);
        } else {
            this.findings.delete(about);
        }
    }

    has(policy: string): boolean {
        return [...this.findings.values()].flat().some((finding) => finding.policy === policy);
    }

    take(policy: string, about: string): readonly Finding[] {
        const waiting = this.findings.get(about) ?? [];
        this.replace(
            about,
            waiting.filter((finding) => finding.policy !== policy),
        );
        return waiting.filter((finding) => finding.policy === policy);
    }
}
