import { stringify } from "yaml";
import type { Access } from "./client";

const name = "zero-trust-sandbox";

/** A kubeconfig that needs no other file. */
export function kubeconfig({ server, authority, client }: Access): string {
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [{ name, cluster: { server, "certificate-authority-data": base64(authority) } }],
        users: [
            {
                name,
                user: {
                    "client-certificate-data": base64(client.certificate),
                    "client-key-data": base64(client.key),
                },
            },
        ],
        contexts: [{ name, context: { cluster: name, user: name } }],
        "current-context": name,
        preferences: {},
    });
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}
