"""Verifies results of a query with another library than ours: hashes, and the RSA signature of these.

The words are the folder of the results and a file with what list-public-keys prints. The order of the
steps and the signed text are those that the AWS CLI documents; version 1 of it has no such command.
"""

import base64
import hashlib
import json
import os
import sys

import rsa

folder, keys = sys.argv[1:]
with open(os.path.join(folder, "result_sign.json")) as file:
    signed = json.load(file)
hashes = []
for file in signed["files"]:
    with open(os.path.join(folder, file["fileName"]), "rb") as content:
        found = hashlib.sha256(content.read()).hexdigest()
    assert found == file["fileHashValue"], file["fileName"]
    hashes.append(found)
with open(keys) as file:
    known = {key["Fingerprint"]: key["Value"] for key in json.load(file)["PublicKeyList"]}
der = base64.b64decode(known[signed["publicKeyFingerprint"]])
key = rsa.PublicKey.load_pkcs1(der, format="DER")
method = rsa.verify(" ".join(hashes).encode(), bytes.fromhex(signed["hashSignature"]), key)
print(method, len(hashes))
