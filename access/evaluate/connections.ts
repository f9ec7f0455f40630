import { parseCidr } from "./network";
import { InputError } from "zero-trust-manifests";
import type { Caller, Reason } from "./client";
import type { LinkerdPolicy } from "./linkerdPolicy";
import type { NetworkPolicies } from "./networkPolicy";
import type { Proxy } from "./proxy";
import type { Question, Verdict } from "./question";
import type { Workload } from "./workload";
import type { Workloads } from "./workloads";

/** Calls from one workload, or address, straight to another: the network's part, then Linkerd's. */
export class Connections {
    constructor(
        private readonly workloads: Workloads,
        private readonly networkPolicies: NetworkPolicies,
        private readonly linkerd: LinkerdPolicy,
        private readonly proxy: Proxy,
        /** Address of a caller within the cluster. */
        private readonly callerAddress: string,
    ) {}

    /**
     * @param from `namespace/serviceaccount`, `unauthenticated`, or one of them `@` an address.
     * @throws InputError where that, or the question's method or path, is none.
     */
    ask(from: string, target: Workload, port: number, question: Question): Verdict {
        const { caller, because } = this.callerOf(from);
        const refusals = this.refusals(from, caller, target, port);
        if (refusals.length > 0) {
            return { verdict: "deny", because: refusals };
        }
        const verdict = this.proxy.decide(target, port, caller, question);
        return { verdict: verdict.verdict, because: [...verdict.because, ...because] };
    }

    /** What of NetworkPolicies stops a call; empty where nothing does. */
    refusals(from: string, caller: Caller, target: Workload, port: number): Reason[] {
        const [who = ""] = from.split("@");
        const known = this.workloads.ofServiceAccount(who);
        const namespace = who.includes("/") ? who.split("/", 1)[0] : undefined;
        let refusals: Reason[] = [];
        for (const workload of known.length === 0 ? [undefined] : known) {
            refusals = this.networkPolicies.refusals(
                { workload, namespace, address: caller.address },
                target,
                port,
                this.callerAddress,
            );
            if (refusals.length === 0) {
                return [];
            }
        }
        return refusals;
    }

    /** @throws InputError where it is none. */
    callerOf(from: string): { caller: Caller; because: Reason[] } {
        const [who = "", address = this.callerAddress, ...rest] = from.split("@");
        if (rest.length > 0 || parseCidr(address) === undefined || address.includes("/")) {
            throw new InputError([
                `from: "${from}" has no valid address; give e.g. unauthenticated@10.1.2.3`,
            ]);
        }
        if (who === "unauthenticated") {
            return { caller: { address, identity: undefined }, because: [] };
        }
        const [namespace, serviceAccount, ...more] = who.split("/");
        if (!namespace || !serviceAccount || more.length > 0) {
            throw new InputError([
                `from: "${from}" is no caller; give NAMESPACE/SERVICEACCOUNT, unauthenticated, unauthenticated@IP or internet`,
            ]);
        }
        const workloads = this.workloads.ofServiceAccount(who);
        const [first] = workloads;
        if (first !== undefined && workloads.every(({ unmeshed }) => unmeshed !== undefined)) {
            const why = `calls without identity, since it has no proxy: ${first.unmeshed ?? ""}`;
            return {
                caller: { address, identity: undefined },
                because: [{ kind: first.kind, namespace, name: first.name, why }],
            };
        }
        return {
            caller: { address, identity: this.linkerd.identity(namespace, serviceAccount) },
            because: [],
        };
    }
}
