import { formatPath } from "zero-trust-manifests";
import { hasPrivateKey } from "../../certificates/pem";
import { type Json, UNKNOWN, isList, isObject } from "../../reading/read";
import { type Resource, kindOf } from "../../reading/resource";
import { type Preview, type Verdict, unsettled, violation } from "../../rule";
import { type Settings } from "../../settings";

/** Shorter texts hold no key. */
const SHORTEST = 64;
/** `-----BEGIN ` in base64. */
const ENCODED_BEGINNING = "LS0tLS1CRUdJTi";
const ENCODED = /LS0tLS1CRUdJTi[A-Za-z0-9+/]*/g;
/** What is called so and not known yet, an id, a name, an address or a DNS record, is no key. */
const NO_KEY =
    /(?:id|ids|identifier|name|names|ip|ips|address|addresses|arn|urn|url|uri|endpoint|version|loadBalancer|content)$/i;

export const preview: Preview = {
    settings: ["privateKeyPlaces"],
    resource: {
        policy: "sec-03-no-private-key-in-plain-sight",
        demand: "No text of any resource, but for the declared places, holds a private key in PEM, as it is or in base64.",
        appliesTo: () => true,
        check: (resource, settings) => new KeySearch(resource, settings).verdicts,
    },
};

class KeySearch {
    readonly verdicts: Verdict[] = [];
    private readonly path: (string | number)[] = [];
    private isOpen = false;

    constructor(
        private readonly resource: Resource,
        private readonly settings: Settings,
    ) {
        this.search(resource.object);
    }

    private search(value: Json): void {
        if (typeof value === "string") {
            if (value.length >= SHORTEST && holdsPrivateKey(value) && !this.isDeclared()) {
                this.verdicts.push(violation(this.resource, [...this.path], "holds a private key"));
            }
        } else if (value === UNKNOWN) {
            this.notKnown();
        } else if (isList(value)) {
            for (let index = 0; index < value.length; index++) {
                this.path.push(index);
                this.search(value[index]);
                this.path.pop();
            }
        } else if (isObject(value)) {
            for (const key in value) {
                this.path.push(key);
                this.search(value[key]);
                this.path.pop();
            }
        }
    }

    /** Said once, since one value that is not known leaves the whole resource open. */
    private notKnown(): void {
        if (!this.isOpen && !NO_KEY.test(String(this.path.at(-1) ?? "")) && !this.isDeclared()) {
            this.isOpen = true;
            this.verdicts.push(
                unsettled(this.resource, { state: "unknown", path: [...this.path] }),
            );
        }
    }

    private isDeclared(): boolean {
        const { type } = this.resource;
        const kind = kindOf(type);
        const name = kind ? `${kind.group}/${kind.kind}` : type;
        const here = `${name}#${formatPath(this.path)}`;
        return this.settings.privateKeyPlaces.some(
            (place) =>
                here === place || here.startsWith(`${place}.`) || here.startsWith(`${place}[`),
        );
    }
}

function holdsPrivateKey(text: string): boolean {
    if (text.includes("PRIVATE KEY-----") && hasPrivateKey(text)) {
        return true;
    }
    return (
        text.includes(ENCODED_BEGINNING) &&
        [...text.matchAll(ENCODED)].some(([encoded]) =>
            hasPrivateKey(Buffer.from(encoded, "base64").toString("latin1")),
        )
    );
}
