"""Inflates gzip streams as the AWS CLI does, and prints a line about each.

Streams come on the standard input, each behind its length in four bytes. A line says what the AWS
CLI finds when the stream is a log file, the SHA-256 that it compares, and the SHA-256 of the
content if the stream is a digest.
"""

import hashlib
import io
import sys
import zlib


def log_file(stream):
    body = io.BytesIO(stream)
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    rolling = hashlib.sha256()
    try:
        for chunk in iter(lambda: body.read(2048), b""):
            rolling.update(inflater.decompress(chunk))
        rolling.update(inflater.flush())
    except zlib.error:
        return "damaged -"
    if inflater.unused_data:
        return "trailing -"
    return "hashed " + rolling.hexdigest()


def digest(stream):
    try:
        return hashlib.sha256(zlib.decompress(stream, zlib.MAX_WBITS | 16)).hexdigest()
    except zlib.error:
        return "-"


while size := sys.stdin.buffer.read(4):
    stream = sys.stdin.buffer.read(int.from_bytes(size, "big"))
    print(log_file(stream), digest(stream))
