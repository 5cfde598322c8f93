"""Writes made-up queries, shorthand and times, and what the AWS CLI's own code makes of each.

A line is a JSON object: the kind, the text, and either what it means or the sentence that refuses it.
The first argument is how many there are of each kind; the same are made each time.
"""

import datetime
import json
import random
import sys
import warnings

import jmespath
import dateutil.parser
from awscli.botocore.utils import parse_to_aware_datetime
from awscli.shorthand import ShorthandParseError, ShorthandParser

TODAY = datetime.datetime(2024, 1, 31)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
DATA = {
    "a": [{"b": 2, "a": 1}, {"b": 1, "a": 2.5}],
    "b": "x",
    "c": {"d": [3, 1, 2], "e": None, "f": True},
    "n": -1.5,
    "s": ["q", "p"],
}
ATOMS = ["a", "b", "c", "d", "e", "n", "s", "@", "`1`", "`[1, 2.5]`", "`x`", "'x'", "`null`", '"b"']
ONE = ["length", "sum", "keys", "values", "type", "to_string", "to_number", "reverse", "abs", "avg"]
ONE += ["min", "max", "sort", "floor", "ceil", "to_array", "not_null", "merge", "nosuch"]
TWO = ["join", "contains", "starts_with", "ends_with"]
# Not `<` and its like: where Python fails because it compares a text with a number, here is null.
ORDER = ["==", "!=", "||", "&&", "|"]


def expression(depth):
    if depth == 0 or random.random() < 0.2:
        return random.choice(ATOMS)
    one, two = expression(depth - 1), expression(depth - 1)
    return random.choice([
        f"{one}.{random.choice(['a', 'b', 'c', 'd', '*'])}",
        f"{one}[0]",
        f"{one}[]",
        f"{one}[*]",
        f"{one}[::-1]",
        f"{one}[?{two}]",
        f"[{one}, {two}]",
        f"{{x: {one}, y: {two}}}",
        f"{one}{random.choice(ORDER)}{two}",
        f"!{one}",
        f"{random.choice(ONE)}({one})",
        f"{random.choice(TWO)}({one}, {two})",
        f"{random.choice(['sort_by', 'max_by', 'min_by'])}({one}, &{two})",
        f"map(&{one}, {two})",
    ])


def query():
    text = expression(random.randint(1, 3))
    if random.random() < 0.4:
        place = random.randrange(len(text) + 1)
        mark = random.choice([".", "[", "]", "(", ")", "{", ":", ",", "'", '"', "=", "#", "é", "-1", ""])
        text = text[:place] + mark + text[place + random.randrange(2):]
    if ",)" in text:
        # Python passes over a comma behind the last argument; here it is refused.
        return None, None
    try:
        compiled = jmespath.compile(text)
    except ValueError as error:
        return text, {"wrong": f"Bad value for --query {text}: {error}"}
    try:
        picked = compiled.search(DATA)
        json.dumps(picked)
        return text, {"means": picked}
    except Exception as error:
        if "object at 0x" in str(error) or "not JSON serializable" in str(error):
            return None, None
        return text, {"wrong": str(error)}


def shorthand():
    parts = ["a", "b", "=", ",", "[", "]", "{", "}", "'", '"', "\\", " ", "\n", "\\,", "x=y", "é", "\U0001f600"]
    text = random.choice(["a=", "a=b,", "", " a="]) + "".join(random.choices(parts, k=random.randint(0, 9)))
    try:
        return text, {"means": ShorthandParser().parse(text)}
    except ShorthandParseError as error:
        # Version 2, which this is held to, puts a space before the text.
        sentence = str(error)
        if sentence.startswith("Expected"):
            sentence = sentence.replace("input:\n", "input:\n ", 1)
        return text, {"wrong": sentence}


def time():
    date = random.choice(["2024-01-02", "2024/1/2", "20240102", "Jan 2 2024", "2 January 2024", "Jan 2, 2024",
                          "01/02/2024", "02-Jan-2024", "13/02/2024", "2024 Jan 2", "2023-02-29", "2024.01.02"])
    clock = random.choice(["", "T03", "T03:04", "T03:04:05", " 3:04:05.25", " 3pm", " 12:30 AM", "T030405.5",
                           " 03:04:05,5", " 0304", " 24:00", " 23:59:60", " 13 pm", " at 3:04"])
    zone = random.choice(["", " UTC", "Z", " GMT+3", "+05:30", "-0800", " +05", "z", " +1:30", " +123", " (x)"])
    text = date + clock + zone
    try:
        return text, {"means": (parse_to_aware_datetime(text) - EPOCH) // datetime.timedelta(seconds=1)}
    except (ValueError, TypeError):
        return text, {"means": None}


def part():
    date = random.choice(["", "", "Jan", "Feb", "2023-02", "05-06", "30/1", "Jan 5", "5 Jan", "Mar 2022", "2022 Mar", "7",
                          "01/02/24", "13/02/24", "99-01-05", "1-Jan-99", "Jan-05-99", "240105", "Monday", "Wed",
                          "Friday 3", "2024", "31", "Feb 30", "45", "Jan 45"])
    clock = random.choice(["", " 10:00", " 3pm", " 3h", "1h30m", " 10h36m28.5s", " 10h36", " 1.5h", " 5 minutes",
                           " 2 hours", " 7m", " 30s", " 24h", " 10:00:00.5", "T03"])
    text = (date + clock + random.choice(["", "", "Z", " UTC", "+05:30"])).strip()
    try:
        read = dateutil.parser.parse(text, default=TODAY)
        return text, {"means": read.replace(tzinfo=None, microsecond=0).isoformat()}
    except (ValueError, TypeError, OverflowError):
        return text, {"means": None}


random.seed(1)
warnings.simplefilter("ignore")
for kind, make in [("query", query), ("shorthand", shorthand), ("time", time), ("part", part)]:
    for _ in range(int(sys.argv[1])):
        text, outcome = make()
        if text is not None:
            print(json.dumps({"kind": kind, "text": text, "data": DATA, **outcome}))
