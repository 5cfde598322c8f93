"""Writes made-up documents, and what the AWS CLI's own code and its YAML library print of each.

A line is a JSON object: the document, its text as a table and the screen's width, or the sentence that
refuses it, and its text as YAML. The first argument is how many there are; the same are made each time.
"""

import argparse
import io
import json
import random
import sys

from awscli.formatter import TableFormatter
from ruamel.yaml import YAML

# Parts of texts: what YAML reads as something else than a text, signs of its notation, spaces and
# breaks, characters that are wide, that cannot be printed, or that lie beyond the first 65536.
PARTS = ["a", "b c", "word ", "0", "1", "12", "_", "-", "+", ".", "e5", "E+3", "0x", "0b", "0o7", ".inf", ".NaN"]
PARTS += ["true", "Null", "~", "=", "<<", "2024-01-02", "T03:04:05", " 3:04:05", "Z", "+01:00"]
PARTS += [":", ": ", " #", "#", "- ", "? ", ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", '"', "%", "@", "`"]
PARTS += ["\\", "\n", "\n\n", " ", "  ", "\t", "\r", "\x85", "\u2028", "\xa0", "\ufeff", "\x1b", "\x7f"]
PARTS += ["---", "...", "é", "日本", "e\u0301", "Ａ", "\U0001f600", "x" * 40, "some words " * 8]


def text():
    return "".join(random.choices(PARTS, k=random.choice([0, 1, 1, 1, 2, 2, 3, 8, 20])))


def single():
    return random.choice([text, text, text, lambda: random.choice([
        None, True, False, 0, 1, -12, 10**18, 0.0, 0.5, 1e16, 1e-7, -2.5e300, 100.0])])()


def name():
    return random.choice([lambda: random.choice("abcdefgh"), lambda: random.choice("abcdefgh") * 12, text])()


def mapping(depth, make):
    return {name(): make(depth) for _ in range(random.randint(0, 4))}


def document(depth):
    if depth == 0 or random.random() < 0.3:
        return single()
    kind = random.random()
    if kind < 0.4:
        return mapping(depth - 1, document)
    if kind < 0.6:
        return [mapping(depth - 1, document) for _ in range(random.randint(0, 3))]
    if kind < 0.75:
        width = random.randint(0, 3)
        return [[single() for _ in range(width)] for _ in range(random.randint(0, 3))]
    return [document(depth - 1) for _ in range(random.randint(0, 3))]


def table(made, columns):
    formatter = TableFormatter(argparse.Namespace(color="off", query=None))
    formatter.table._terminal_width = columns
    stream = io.StringIO()
    try:
        formatter._format_response("MadeUp", made, stream)
    except Exception as error:
        return {"wrong": str(error)}
    return {"table": stream.getvalue()}


def yaml(made):
    writer = YAML(typ="safe")
    writer.encoding = None
    writer.representer.default_flow_style = False
    stream = io.StringIO()
    writer.dump(made, stream)
    return stream.getvalue()


random.seed(1)
for _ in range(int(sys.argv[1])):
    made = document(random.randint(1, 4))
    columns = random.choice([40, 80, 200])
    # The AWS CLI prints single values as JSON, and so as an only item here.
    item = yaml([made])
    print(json.dumps({"document": made, "columns": columns, "item": item, **table(made, columns)}))
