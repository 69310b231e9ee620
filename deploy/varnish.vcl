vcl 4.1;

# Varnish (6.0 or newer) in front of Masthead, purged by content tag: CDN=varnish://HOST:PORT, see docs/operating.md.
# Change the backend, who may purge, and how long a copy may be kept. With the module xkey there are three lines more: at the end.

backend default {
    .host = "127.0.0.1";
    .port = "8000";
}

acl masthead {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "BAN") {
        # With a PURGE_TOKEN: if (req.http.Authorization != "Bearer ...") { return (synth(403)); }
        if (client.ip !~ masthead) {
            return (synth(405));
        }
        if (!req.http.Cache-Tag-Pattern) {
            return (synth(400));
        }
        ban("obj.http.Cache-Tag ~ " + req.http.Cache-Tag-Pattern);
        return (synth(200, "Banned"));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Public answers know no cookies; what is somebody's own lies below these.
    if (req.url ~ "^/(admin|documents)/" || req.url ~ "^/api/v3/" || req.http.Authorization) {
        return (pass);
    }
    # A request with cookies is not looked up otherwise; pages behind a sign-in need them, and are not kept.
    if (req.http.Cookie !~ "session=") {
        unset req.http.Cookie;
    }
}

sub vcl_backend_response {
    if (beresp.ttl <= 0s || beresp.http.Cache-Control ~ "(private|no-store)") {
        set beresp.uncacheable = true;
        set beresp.ttl = 5s;
        return (deliver);
    }
    # What is too old is asked for again before anybody gets it.
    set beresp.grace = 0s;
}

sub vcl_deliver {
    # Tags are for caches, not for readers.
    unset resp.http.Cache-Tag;
    unset resp.http.Surrogate-Key;
    unset resp.http.Surrogate-Control;
}

# With xkey (CDN=varnish://HOST:PORT?by=xkey): `import xkey;` above; in vcl_recv, for PURGE with the same acl,
#   set req.http.n = xkey.purge(req.http.xkey-purge); return (synth(200));
# and in vcl_backend_response: set beresp.http.xkey = beresp.http.Surrogate-Key;
