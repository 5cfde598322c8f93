"""Compares trailwatch's tables, as JSON on standard input, with the official model in botocore.

Prints a line for each difference and nothing else. Our tables may leave out members of a request
that are not taken yet only where they are listed as left out.
"""

import json
import sys

import botocore.exceptions
import botocore.loaders

MODELS = {
    "cloudtrail": "cloudtrail",
    "cloudtrail-data": "cloudtrail-data",
    "cloudwatch": "cloudwatch",
    "configservice": "config",
    "s3api": "s3",
    "sts": "sts",
}

KINDS = {
    "blob": "Blob",
    "boolean": "Boolean",
    "double": "Double",
    "float": "Double",
    "integer": "Integer",
    "list": "List",
    "long": "Long",
    "map": "Map",
    "string": "String",
    "structure": "Structure",
    "timestamp": "Timestamp",
}


class Comparison:
    def __init__(self, model):
        self.shapes = model["shapes"]
        self.differences = []
        self.seen = set()

    def say(self, where, what):
        self.differences.append(f"{where}: {what}")

    def kind(self, name):
        shape = self.shapes[name]
        if shape["type"] == "string" and "enum" in shape:
            return "Enum"
        return KINDS[shape["type"]]

    def limits(self, name, ours):
        """Returns the limits of a shape: its pattern only where there is one here."""
        shape = self.shapes[name]
        found = {}
        # Enumerations state no limits.
        if "enum" in shape:
            return found
        if shape["type"] in ("string", "list", "map"):
            if shape.get("min"):
                found["MinLength"] = shape["min"]
            if "max" in shape:
                found["MaxLength"] = shape["max"]
            if "pattern" in shape and "Pattern" in ours:
                found["Pattern"] = shape["pattern"]
        elif shape["type"] in ("integer", "long", "double", "float"):
            if "min" in shape:
                found["Min"] = shape["min"]
            if "max" in shape:
                found["Max"] = shape["max"]
        if shape["type"] == "list":
            found["Each"] = self.limits(shape["member"]["shape"], ours.get("Each", {}))
        if shape["type"] == "map":
            found["Each"] = self.limits(shape["value"]["shape"], ours.get("Each", {}))
            found["EachName"] = self.limits(shape["key"]["shape"], ours.get("EachName", {}))
        return {name: limit for name, limit in found.items() if limit != {}}

    def value(self, where, ours, name):
        shape = self.shapes[name]
        theirs = self.kind(name)
        if ours["kind"] != theirs and not (theirs == "Enum" and ours["kind"] == "String"):
            self.say(where, f"is {ours['kind']}, and {theirs} in the model")
            return
        if ours["kind"] == "Enum" and ours["words"] != shape["enum"]:
            if sorted(ours["words"]) != sorted(shape["enum"]):
                self.say(where, f"has the words {ours['words']}, and {shape['enum']} in the model")
        if ours["kind"] == "List":
            self.value(f"{where}[]", ours["item"], shape["member"]["shape"])
        if ours["kind"] == "Map":
            self.value(f"{where}{{}}", ours["item"], shape["value"]["shape"])
        if ours["kind"] == "Structure":
            self.structure(where, ours, name)

    def structure(self, where, ours, name, left_out=()):
        shape = self.shapes[name]
        theirs = [m for m in shape.get("members", {}) if m not in left_out]
        names = [member["name"] for member in ours["members"]]
        if names != theirs:
            missing = [m for m in theirs if m not in names]
            extra = [m for m in names if m not in theirs]
            if missing or extra:
                self.say(where, f"lacks {missing} and has {extra} besides")
            else:
                self.say(where, f"has its members in the order {names}, and {theirs} in the model")
        if ours["one_of"] != shape.get("union", False):
            self.say(where, f"is one of its members is {ours['one_of']}")
        required = shape.get("required", [])
        for member in ours["members"]:
            if member["name"] not in theirs:
                continue
            place = f"{where}.{member['name']}"
            inner = shape["members"][member["name"]]["shape"]
            if member["required"] != (member["name"] in required):
                self.say(place, f"required is {member['required']}")
            limits = self.limits(inner, member["limits"])
            if member["limits"] != limits:
                self.say(place, f"has limits {member['limits']}, and {limits} in the model")
            self.value(place, member["value"], inner)


def pagination(pager):
    """Returns how a listing is read, in our form."""
    if pager is None:
        return None
    results = pager["result_key"]
    return {
        "input_token": pager["input_token"],
        "output_token": pager["output_token"],
        "limit_key": pager.get("limit_key"),
        "result_key": [results] if isinstance(results, str) else results,
        "non_aggregate_keys": pager.get("non_aggregate_keys", []),
    }


def compare_waiters(service, loader, comparison):
    name = MODELS[service["command"]]
    try:
        theirs = loader.load_service_model(name, "waiters-2")["waiters"]
    except botocore.exceptions.UnknownServiceError:
        theirs = {}
    ours = {waiter.pop("name"): waiter for waiter in service["waiters"]}
    for waiter in sorted(set(ours) | set(theirs)):
        if ours.get(waiter) != theirs.get(waiter):
            comparison.say(waiter, f"is {ours.get(waiter)}, and {theirs.get(waiter)} in the model")


def main():
    tables = json.load(sys.stdin)
    loader = botocore.loaders.Loader()
    for service in tables:
        model = loader.load_service_model(MODELS[service["command"]], "service-2")
        pages = loader.load_service_model(MODELS[service["command"]], "paginators-1")["pagination"]
        comparison = Comparison(model)
        operations = model["operations"]
        named = {op["name"] for op in service["operations"]} | set(service["undeclared"])
        for name in sorted(named ^ set(operations)):
            comparison.say(name, "is missing" if name in operations else "is not in the model")
        for operation in service["operations"]:
            name = operation["name"]
            theirs = operations.get(name)
            if theirs is None:
                continue
            for side in ("input", "output"):
                ours = operation[side]
                if side in theirs:
                    left_out = operation["left_out"][side]
                    comparison.structure(f"{name} {side}", ours, theirs[side]["shape"], left_out)
                elif ours["members"]:
                    comparison.say(f"{name} {side}", "has members, and none in the model")
            pager = pagination(pages.get(name))
            if operation["pages"] != pager:
                comparison.say(name, f"is read by {operation['pages']}, and {pager} in the model")
        # Those of s3api are not there.
        if service["command"] != "s3api":
            compare_waiters(service, loader, comparison)
        for difference in comparison.differences:
            print(f"{service['command']} {difference}")


main()
