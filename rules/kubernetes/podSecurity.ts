import { type Path, formatPath } from "zero-trust-manifests";
import {
    APPARMOR_ANNOTATION,
    type FieldControl,
    allowsAppArmorAnnotation,
    containerControls,
    inheritedControls,
    podControls,
} from "./podSecurityControls";
import { volumeTypes } from "./podSecurityTables";
import { type Json, UNKNOWN, isList, isObject, peek, read } from "../reading/read";
import { type Verdict, unsettled, violation } from "../rule";
import { type Container, type Workload, podSpecPath } from "./workload";

const OS: Path = ["os", "name"];
const VOLUMES: Path = ["volumes"];

/** What the Pod Security Standard "restricted" says of one pod. */
export class PodSecurity {
    readonly verdicts: Verdict[] = [];
    private readonly spec: Json;
    private readonly os: Json;

    constructor(private readonly workload: Workload) {
        this.spec = peek(workload.resource.object, podSpecPath(workload));
        this.os = peek(this.spec, OS);
        const { all, unsettled: open } = workload.containers;
        for (const reading of open) {
            this.verdicts.push(unsettled(workload.resource, reading));
        }
        if (isObject(this.spec)) {
            this.judgeFields(podControls, this.spec);
            this.judgeVolumes(this.spec);
        }
        for (const container of all) {
            this.judgeFields(containerControls, container.object, container);
            this.judgeInherited(container);
        }
        this.judgeAnnotations();
    }

    private judgeFields(
        controls: readonly FieldControl[],
        object: Json,
        container?: Container,
    ): void {
        for (const control of controls) {
            const value = peek(object, control.path);
            if (control.in === undefined) {
                if (!control.allows(value)) {
                    this.refuse(control, [], container);
                }
            } else if (value === undefined) {
                continue;
            } else if (control.in === "items") {
                this.judgeItems(control, value, container);
            } else {
                const field = control.field === undefined ? [] : [control.field];
                if (!control.allows(peek(value, field))) {
                    this.refuse(control, field, container);
                }
            }
        }
    }

    private judgeItems(control: FieldControl, items: Json, container: Container | undefined): void {
        if (!isList(items)) {
            this.refuse(control, [], container);
            return;
        }
        for (const [index, item] of items.entries()) {
            const field = control.field === undefined ? [] : [control.field];
            if (!control.allows(peek(item, field))) {
                this.refuse(control, [index, ...field], container);
            }
        }
    }

    private judgeInherited(container: Container): void {
        for (const control of inheritedControls) {
            if (
                peek(container.object, control.path) === undefined &&
                peek(this.spec, control.path) === undefined
            ) {
                this.refuse(control, [], container);
            }
        }
    }

    private judgeVolumes(spec: Json): void {
        const volumes = peek(spec, VOLUMES);
        const path = podSpecPath(this.workload, ...VOLUMES);
        const control = "restrictedVolumes";
        const remedy = `a volume of one of the types ${volumeTypes.join(", ")}`;
        if (!isList(volumes)) {
            if (volumes !== undefined) {
                this.say(control, path, remedy);
            }
            return;
        }
        for (const [index, volume] of volumes.entries()) {
            if (!isObject(volume)) {
                this.say(control, [...path, index], remedy);
                continue;
            }
            const types = Object.keys(volume).filter(
                (key) => key !== "name" && peek(volume, [key]) !== undefined,
            );
            const forbidden = types.find((type) => !volumeTypes.includes(type));
            const isAllowed = types.some(
                (type) => volumeTypes.includes(type) && volume[type] !== UNKNOWN,
            );
            if (forbidden !== undefined && !isAllowed) {
                this.say(control, [...path, index, forbidden], remedy);
            }
        }
    }

    private judgeAnnotations(): void {
        const path = [...this.workload.template, "metadata", "annotations"];
        const annotations = peek(this.workload.resource.object, path);
        const remedy = "runtime/default, or the field appArmorProfile instead";
        if (!isObject(annotations)) {
            if (annotations !== undefined) {
                this.say("appArmorProfile", path, remedy);
            }
            return;
        }
        for (const key in annotations) {
            if (
                key.startsWith(APPARMOR_ANNOTATION) &&
                !allowsAppArmorAnnotation(annotations[key])
            ) {
                this.say("appArmorProfile", [...path, key], remedy);
            }
        }
    }

    private refuse(
        { control, path, remedy, linuxOnly }: Omit<FieldControl, "allows">,
        field: Path,
        container: Container | undefined,
    ): void {
        if (linuxOnly === true && this.os !== undefined) {
            if (this.os === UNKNOWN) {
                this.say(control, podSpecPath(this.workload, ...OS), remedy);
            }
            if (this.os === UNKNOWN || this.os === "windows") {
                return;
            }
        }
        const from = container ? container.path : podSpecPath(this.workload);
        this.say(control, [...from, ...path, ...field], remedy);
    }

    /** What cannot be told is said once, however many controls depend on it. */
    private say(control: string, path: Path, remedy: string): void {
        const { resource } = this.workload;
        const reading = read(resource.object, path);
        const open = unknownItem(reading.state === "known" ? reading.value : undefined);
        if (reading.state === "unknown" || reading.state === "malformed") {
            this.sayOnce(unsettled(resource, reading));
        } else if (open !== undefined) {
            this.sayOnce(unsettled(resource, { state: "unknown", path: [...path, open] }));
        } else {
            const field = formatPath(path.slice(-1));
            const fault =
                reading.state === "absent"
                    ? `sets no ${field}`
                    : `has ${JSON.stringify(reading.value)} in ${field}`;
            const message = `breaks the control ${control}: it ${fault}`;
            this.verdicts.push(violation(resource, path, message, `set ${remedy}`));
        }
    }

    private sayOnce(verdict: Verdict): void {
        const where = formatPath(verdict.path);
        if (!this.verdicts.some((said) => formatPath(said.path) === where)) {
            this.verdicts.push(verdict);
        }
    }
}

/** Where a list has an item that is not known yet. */
function unknownItem(value: Json): number | undefined {
    const index = isList(value) ? value.indexOf(UNKNOWN) : -1;
    return index === -1 ? undefined : index;
}
