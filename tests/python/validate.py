"""Runs the AWS CLI, its service clients answered from what trailwatch has delivered.

The words are those of the AWS CLI, as in `cloudtrail validate-logs --trail-arn ...`: its own code
takes them, validates and prints, and its exit code is that of this script. Without words, requests
come on the standard input, a line of JSON each: `words` and what is in the `environment` besides;
what the AWS CLI wrote to `out` and `err` and its `code` are the answer. Each is a process of its own,
which has the AWS CLI loaded. Its clients are its own
too, up to where a request would go out over the network, which is answered here:

- from a home, which TRAILWATCH_HOME names: bytes and listings from the bucket folders, metadata,
  locations, trails and public keys through the program that TRAILWATCH_PROGRAM names;
- from an archive: ARCHIVE names its folder. Buckets lie in buckets/BUCKET, metadata in
  KEY.metadata.json beside KEY, and what list-public-keys, describe-trails and
  describe-organization print in public-keys.json, trails.json and organization.json.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import traceback
import types

import awscli.clidriver
from botocore.exceptions import ClientError

# How many keys a page of a listing has; few, so that chains take several.
PAGE = 40

# The messages of S3 for what is not there.
ABSENT = {
    "NoSuchBucket": "The specified bucket does not exist",
    "NoSuchKey": "The specified key does not exist.",
}


def refusal(code, message, operation):
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def absent(code, operation):
    return refusal(code, ABSENT[code], operation)


class Home:
    """A home of trailwatch."""

    def __init__(self, home, program):
        self.buckets = os.path.join(home, "buckets")
        self.program = program

    def ask(self, operation, region, *words):
        command = [self.program, *words, "--region", region, "--output", "json"]
        ran = subprocess.run(command, capture_output=True, text=True)
        if ran.returncode == 0:
            return json.loads(ran.stdout) if ran.stdout else {}
        refused = re.search(r"\((\w+)\) when calling the \w+ operation: (.*)", ran.stderr)
        if not refused:
            raise SystemExit(f"{command} ended with {ran.returncode}: {ran.stderr}")
        raise refusal(refused[1], refused[2], operation)

    def folder(self, bucket, operation):
        # A bucket in which nothing was ever put has no folder yet.
        return os.path.join(self.buckets, bucket)

    def location(self, operation, region, bucket):
        return self.ask(operation, region, "s3api", "get-bucket-location", "--bucket", bucket)

    def head(self, operation, region, bucket, key):
        try:
            return self.ask(
                operation, region, "s3api", "head-object", "--bucket", bucket, "--key", key
            )
        except ClientError as error:
            # An answer to HEAD has no body that could say more than that.
            if error.response["Error"]["Code"] == "404":
                raise absent("NoSuchKey", operation)
            raise

    def trails(self, operation, region):
        return self.ask(operation, region, "cloudtrail", "describe-trails")

    def public_keys(self, operation, region, start, end):
        times = ["--start-time", start.isoformat(), "--end-time", end.isoformat()]
        return self.ask(operation, region, "cloudtrail", "list-public-keys", *times)


class Archive:
    """Buckets that were copied, public keys, and trails if they are known."""

    def __init__(self, root):
        self.root = root

    def read(self, name):
        with open(os.path.join(self.root, name)) as file:
            return json.load(file)

    def folder(self, bucket, operation):
        folder = os.path.join(self.root, "buckets", bucket)
        if not os.path.isdir(folder):
            raise absent("NoSuchBucket", operation)
        return folder

    def location(self, operation, region, bucket):
        self.folder(bucket, operation)
        return {"LocationConstraint": None}

    def head(self, operation, region, bucket, key):
        beside = os.path.join("buckets", bucket, key + ".metadata.json")
        return self.read(beside) if os.path.exists(os.path.join(self.root, beside)) else {}

    def trails(self, operation, region):
        return self.read("trails.json")

    def public_keys(self, operation, region, start, end):
        return self.read("public-keys.json")

    def organization(self, operation, region):
        return self.read("organization.json")


class Calls:
    """Answers calls as the services would."""

    def __init__(self, place):
        self.place = place

    def ask(self, params, context, **_):
        """Notes what a client is asked for, before it makes a request of it."""
        context["asked"] = dict(params)

    def answer(self, model, context, **_):
        """Answers a call in place of the network."""
        service, operation = model.service_model.service_name, model.name
        method = getattr(self, f"{service}_{operation}", None)
        if method is None:
            raise SystemExit(f"{service} {operation} is not answered")
        try:
            region = context["client_region"]
            answer = method(operation, region, **context["asked"])
            return types.SimpleNamespace(status_code=200, raw=None), answer
        except ClientError as error:
            return types.SimpleNamespace(status_code=400, raw=None), error.response

    def cloudtrail_DescribeTrails(self, operation, region):
        return self.place.trails(operation, region)

    def cloudtrail_ListPublicKeys(self, operation, region, StartTime, EndTime):
        return self.place.public_keys(operation, region, StartTime, EndTime)

    def organizations_DescribeOrganization(self, operation, region):
        return self.place.organization(operation, region)

    def s3_GetBucketLocation(self, operation, region, Bucket):
        return self.place.location(operation, region, Bucket)

    def s3_ListObjects(self, operation, region, Bucket, Prefix="", Marker=""):
        keys = self.keys(self.place.folder(Bucket, operation))
        rest = [key for key in keys if key.startswith(Prefix) and key > Marker]
        answer = {"IsTruncated": len(rest) > PAGE, "Marker": Marker, "Prefix": Prefix}
        if rest:
            answer["Contents"] = [{"Key": key} for key in rest[:PAGE]]
        return answer

    def s3_HeadObject(self, operation, region, Bucket, Key):
        return self.place.head(operation, region, Bucket, Key)

    def s3_GetObject(self, operation, region, Bucket, Key):
        path = os.path.join(self.place.folder(Bucket, operation), Key)
        if not os.path.isfile(path):
            raise absent("NoSuchKey", operation)
        # Only digests have metadata, which take a process to read.
        digest = "/CloudTrail-Digest/" in Key
        head = self.place.head(operation, region, Bucket, Key) if digest else {}
        return {"Body": open(path, "rb"), "Metadata": head.get("Metadata", {})}

    @staticmethod
    def keys(folder):
        """Lists a folder in S3's order; plain names, as CloudTrail's are, are the keys."""
        found = []
        for at, _, files in os.walk(folder):
            found += [os.path.relpath(os.path.join(at, file), folder) for file in files]
        return sorted((k for k in found if not k.endswith(".metadata.json")), key=os.fsencode)


def run(driver, words):
    """Runs the AWS CLI and returns its exit code."""
    if "ARCHIVE" in os.environ:
        place = Archive(os.environ["ARCHIVE"])
    else:
        place = Home(os.environ["TRAILWATCH_HOME"], os.environ["TRAILWATCH_PROGRAM"])
    calls = Calls(place)
    driver.session.register("provide-client-params", calls.ask)
    driver.session.register("before-call", calls.answer)
    return driver.main(words)


def answer(driver, request):
    """Runs the AWS CLI in a process of its own and returns what it came to."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            os.environ.update(request["environment"])
            code = 250
            try:
                code = run(driver, request["words"])
            except BaseException:
                traceback.print_exc()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
        status = os.waitpid(child, 0)[1]
        told = {"code": os.waitstatus_to_exitcode(status)}
        for name, file in (("out", out), ("err", err)):
            file.seek(0)
            told[name] = file.read().decode()
        return told


def main():
    driver = awscli.clidriver.create_clidriver()
    if len(sys.argv) > 1:
        sys.exit(run(driver, sys.argv[1:]))
    for service in ("cloudtrail", "organizations", "s3"):
        driver.session.create_client(service, region_name="us-east-1")
    for line in sys.stdin:
        print(json.dumps(answer(driver, json.loads(line))), flush=True)


main()
