"""A small S3: buckets are the folders of the one that is named, objects their files.

It prints the port that it listens on. What lies beside an object in KEY.metadata.json is its metadata,
unless PLAIN is set; then it is an object of its own. An answer takes DELAY milliseconds. The access key
must be AKIAIOSFODNN7EXAMPLE. GET /-/most tells how many objects were asked for at once at most.
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ROOT = sys.argv[1]
PLAIN = "PLAIN" in os.environ
DELAY = int(os.environ.get("DELAY", "0")) / 1000
SIDECAR = ".metadata.json"
PAGE = 50

lock = threading.Lock()
now, most = 0, 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, headers=()):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code, message):
        text = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        self.answer(status, text.encode(), [("Content-Type", "application/xml")])

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        if (bucket, key) == ("-", "most"):
            return self.answer(200, str(most).encode())
        signed = self.headers.get("Authorization", "")
        if signed and not signed.startswith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/"):
            message = "The AWS Access Key Id you provided does not exist in our records."
            return self.refuse(403, "InvalidAccessKeyId", message)
        if not signed and bucket != "public":
            return self.refuse(403, "AccessDenied", "Access Denied")
        if not os.path.isdir(os.path.join(ROOT, bucket)):
            return self.refuse(404, "NoSuchBucket", "The specified bucket does not exist")
        if key:
            return self.counted(os.path.join(ROOT, bucket, key), key)
        return self.list(bucket, {k: v[0] for k, v in parse_qs(url.query).items()})

    def counted(self, path, key):
        global now, most
        with lock:
            now += 1
            most = max(most, now)
        try:
            time.sleep(DELAY)
            self.object(path, key)
        finally:
            with lock:
                now -= 1

    def object(self, path, key):
        if not os.path.isfile(path) or (key.endswith(SIDECAR) and not PLAIN):
            return self.refuse(404, "NoSuchKey", "The specified key does not exist.")
        if os.path.basename(path).startswith("denied"):
            return self.refuse(403, "AccessDenied", "Access Denied")
        headers = [("Last-Modified", "Mon, 01 Jan 2024 00:00:00 GMT"), ("ETag", '"0"')]
        if os.path.isfile(path + SIDECAR) and not PLAIN:
            with open(path + SIDECAR) as beside:
                metadata = json.load(beside)["Metadata"]
            headers += [("x-amz-meta-" + name, value) for name, value in metadata.items()]
        with open(path, "rb") as file:
            self.answer(200, file.read(), headers)

    def list(self, bucket, query):
        folder, keys = os.path.join(ROOT, bucket), []
        for at, _, files in os.walk(folder):
            keys += [os.path.relpath(os.path.join(at, file), folder) for file in files]
        after = query.get("continuation-token") or query.get("start-after", "")
        wanted = [
            key
            for key in sorted(keys, key=os.fsencode)
            if key.startswith(query.get("prefix", "")) and key > after
            if PLAIN or not key.endswith(SIDECAR)
        ]
        page = wanted[:PAGE]
        objects = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{os.path.getsize(os.path.join(folder, key))}"
            "</Size><LastModified>2024-01-01T00:00:00.000Z</LastModified><ETag>0</ETag></Contents>"
            for key in page
        )
        more = len(wanted) > PAGE
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        text = (
            f"<?xml version='1.0'?><ListBucketResult><Name>{bucket}</Name><Prefix/>"
            f"<KeyCount>{len(page)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"{token}{objects}</ListBucketResult>"
        )
        self.answer(200, text.encode(), [("Content-Type", "application/xml")])


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()
