"""Compares trailwatch's skeletons, as JSON on standard input, with those that botocore makes.

Prints a line for each difference and nothing else. Members must come in the same order. A word is the
first of its set, as in version 2 of the AWS CLI; our tables of s3api have no sets of words.
"""

import datetime
import json
import sys

import botocore.loaders
import botocore.model
import botocore.utils
from botocore.utils import ArgumentGenerator

MODELS = {"configservice": "config", "s3api": "s3"}


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    raise TypeError(value)


def main():
    loader = botocore.loaders.Loader()
    for command, operations in json.load(sys.stdin).items():
        name = MODELS.get(command, command)
        botocore.utils.random.choice = lambda words: "" if name == "s3" else words[0]
        model = botocore.model.ServiceModel(loader.load_service_model(name, "service-2"), name)
        for operation, ours in operations.items():
            theirs = model.operation_model(operation)
            made = [
                ArgumentGenerator(use_member_names=answer).generate_skeleton(shape) if shape else {}
                for shape, answer in ((theirs.input_shape, False), (theirs.output_shape, True))
            ]
            for side, left, right in zip(("request", "answer"), ours, made):
                left, right = json.dumps(left), json.dumps(right, default=plain)
                if left != right:
                    print(f"{command} {operation} {side}:\n  ours   {left}\n  theirs {right}")


main()
