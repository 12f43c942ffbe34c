vcl 4.1;

# For who has Varnish in front of the web servers: between whatever ends TLS and Newsroom, in the place of the copies of
# nginx.conf. Pages live here for as long as Newsroom says in Cache-Control, and go at once when it asks
# (NEWSROOM_PURGE=varnish): each answer names in Surrogate-Key what it depends on. Needs vmod_xkey, on Debian: apt install
# varnish varnish-modules.

import std;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;
    .probe = {
        # As whoever ends TLS asks; change the name.
        .request =
            "GET /robots.txt HTTP/1.1"
            "Host: news.example"
            "X-Forwarded-Proto: https"
            "Connection: close";
        .interval = 2s;
        .timeout = 2s;
        .window = 3;
        .threshold = 2;
        .initial = 2;
    }
}

# Who may ask it to drop something: the worker's machine.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers || !req.http.xkey) {
            return (synth(405, "Not allowed"));
        }
        set req.http.n-gone = xkey.purge(req.http.xkey);
        return (synth(200, "Gone: " + req.http.n-gone));
    }
    # Said by nginx, where it has copies.
    unset req.http.X-Copy;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    if (req.url ~ "^/(admin|preview|search)/" || req.http.Cookie ~ "(^|;\s*)sessionid=") {
        return (pass);
    }
    # Nothing else that a browser sends can matter to what all get.
    unset req.http.Cookie;
    unset req.http.Authorization;
    # While all is well, a copy is shown for as long after its time as stale-while-revalidate says, not longer.
    if (std.healthy(req.backend_hint)) {
        set req.grace = 20s;
    }
    return (hash);
}

sub vcl_backend_response {
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    if (!beresp.http.Cache-Control || beresp.http.Cache-Control ~ "(?i)private|no-store|no-cache" || beresp.http.Set-Cookie) {
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    } else if (beresp.http.Cache-Control ~ "stale-if-error=\d+") {
        set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, "^.*stale-if-error=(\d+).*$", "\1") + "s", 20s);
    }
    # That a newsroom could not answer puts an end to no copy.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
}

sub vcl_deliver {
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
    unset resp.http.xkey;
    unset resp.http.X-Accel-Expires;
}
