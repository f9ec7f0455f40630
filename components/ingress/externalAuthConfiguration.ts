import { createHash } from "node:crypto";

/** Where nginx listens and what it reads. */
export interface ExternalAuthConfigurationArgs {
    /** Port that the ingress asks. */
    port: number;
    /** Port that the kubelet probes. */
    readinessPort: number;
    /** File with one `user:hash` a line. */
    usersFile: string;
    /** Folder that nginx may write to. */
    temporaryFolder: string;
}

/**
 * nginx as an external auth service: 200 with the user's name for the right password, 401 for
 * anything else. The answer is in a location of its own, because `return` beside `auth_basic` would
 * answer before the password is looked at.
 */
export function externalAuthConfiguration(args: ExternalAuthConfigurationArgs): string {
    return `\
pid ${args.temporaryFolder}/nginx.pid;
error_log stderr warn;
events {}
http {
    access_log off;
    server_tokens off;
    client_body_temp_path ${args.temporaryFolder}/client_body;
    proxy_temp_path ${args.temporaryFolder}/proxy;
    fastcgi_temp_path ${args.temporaryFolder}/fastcgi;
    uwsgi_temp_path ${args.temporaryFolder}/uwsgi;
    scgi_temp_path ${args.temporaryFolder}/scgi;
    server {
        # The kubelet's alone: on the other port this path would be a way past the password.
        listen ${args.readinessPort};
        location = /ready {
            return 200;
        }
    }
    server {
        listen ${args.port};
        location / {
            auth_basic "Zero trust";
            auth_basic_user_file ${args.usersFile};
            try_files /nonexistent @authenticated;
        }
        location @authenticated {
            add_header X-Faces-User $remote_user always;
            return 200;
        }
    }
}
`;
}

/**
 * RFC 2307's `{SSHA}`, which nginx checks itself and fast enough for every request. A slow hash
 * protects passwords that people choose; this one has 190 random bits.
 */
export function saltedHash(password: string, saltInHex: string): string {
    const salt = Buffer.from(saltInHex, "hex");
    const digest = createHash("sha1").update(password).update(salt).digest();
    return `{SSHA}${Buffer.concat([digest, salt]).toString("base64")}`;
}
