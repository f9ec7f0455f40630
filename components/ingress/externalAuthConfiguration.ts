/**
 * nginx as an external auth service: 200 with the user's name for the right password, 401 for
 * anything else. The answer is in a location of its own, because `return` beside `auth_basic` would
 * answer before the password is looked at.
 */
export const externalAuthConfiguration = `\
pid /tmp/nginx.pid;
error_log stderr warn;
events {}
http {
    access_log off;
    server_tokens off;
    client_body_temp_path /tmp/client_body;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;
    server {
        # The kubelet's alone: on the other port this path would be a way past the password.
        listen 8081;
        location = /ready {
            return 200;
        }
    }
    server {
        listen 8080;
        location / {
            auth_basic "Zero trust";
            auth_basic_user_file /etc/nginx/users/htpasswd;
            try_files /nonexistent @authenticated;
        }
        location @authenticated {
            add_header X-Faces-User $remote_user always;
            return 200;
        }
    }
}
`;
