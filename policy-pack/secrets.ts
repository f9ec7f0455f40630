import type { Path } from "zero-trust-manifests";
import { type ResourceValidationArgs, Secret } from "@pulumi/policy";
import { type Resource, SECRET_TYPES, secretMaterial, unfold } from "zero-trust-rules";
import { fromPulumi } from "./fromPulumi";

/**
 * What the resource is to be made from, with every credential that came as a plain text made a
 * secret; `undefined` where there is none, so that nothing is said to be remediated.
 */
export function keepSecret(
    args: ResourceValidationArgs,
    isExempt: (resource: Resource) => boolean,
): Record<string, unknown> | undefined {
    if (!SECRET_TYPES.test(args.type)) {
        return undefined;
    }
    const props = withoutProxies(args.props);
    const changed = unfold(fromPulumi(args))
        .flatMap((resource) =>
            secretMaterial(resource).map((path) => ({
                resource,
                path: [...(resource.within ?? []), ...path],
            })),
        )
        .filter(({ resource, path }) => isPlain(props, path) && !isExempt(resource));
    for (const { path } of changed) {
        makeSecret(props, path);
    }
    return changed.length > 0 ? args.props : undefined;
}

/**
 * The proxies take secrets out of their wrapper when they are read, so that only what is behind them
 * tells what is secret already.
 */
function withoutProxies(value: unknown): unknown {
    let bare = value;
    while (isObject(bare) && Reflect.get(bare, "__isSpecialProxy") === true) {
        bare = Reflect.get(bare, "__getSpecialProxyTarget");
    }
    return bare;
}

function isPlain(props: unknown, path: Path): boolean {
    let value = props;
    for (const step of path) {
        if (!isObject(value) || value instanceof Secret) {
            return false;
        }
        value = Reflect.get(value, step);
    }
    return typeof value === "string";
}

function makeSecret(props: unknown, path: Path): void {
    let parent = props;
    for (const step of path.slice(0, -1)) {
        parent = isObject(parent) ? Reflect.get(parent, step) : undefined;
    }
    const last = path.at(-1);
    if (isObject(parent) && last !== undefined) {
        Reflect.set(parent, last, new Secret(Reflect.get(parent, last)));
    }
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}
