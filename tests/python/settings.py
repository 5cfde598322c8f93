"""Writes made-up files of settings, a setting to change, and the file that the AWS CLI makes of each.

A line is a JSON object. The first argument is how many there are; the same are made each time. Files end
with the end of a line, and a setting with parts has some: the AWS CLI breaks others.
"""

import json
import os
import random
import sys
import tempfile

from awscli.customizations.configure.writer import ConfigFileWriter

SECTIONS = ["default", "profile dev", 'profile "two words"', "profile 'two words'", "profile x.y", "plugins", "services s"]
NAMES = ["region", "output", "s3", "cli_pager", "my own"]
PARTS = ["a", "b", "addressing_style"]
NOISE = ["\n", "# region = commented\n", "; [profile dev]\n", "  \n", "garbage\n", "=\n"]


def setting():
    name = random.choice(NAMES)
    sign = random.choice([" = ", "=", ": ", " ="])
    if name != "s3":
        return f"{name}{sign}{random.choice(['x', 'a=b', 'two words', '# no'])}\n"
    spaces = " " * random.choice([2, 4])
    parts = [f"{spaces}{part} = {random.randint(0, 9)}\n" for part in random.sample(PARTS, random.randint(1, 3))]
    return "s3 =\n" + "".join(parts)


def text():
    made = ""
    for section in random.sample(SECTIONS, random.randint(0, 4)):
        made += "".join(random.choices(NOISE, k=random.choice([0, 0, 1])))
        made += f"[{section}]\n"
        for _ in range(random.randint(0, 3)):
            made += random.choice([setting, setting, lambda: random.choice(NOISE)])()
    return made


random.seed(1)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "config")
    for _ in range(int(sys.argv[1])):
        before = text()
        with open(path, "w") as file:
            file.write(before)
        profile = random.choice(["default", "dev", "two words", "x.y", "new"])
        name, part = random.choice([(name, None) for name in NAMES] + [("s3", part) for part in PARTS])
        quoted = f"'{profile}'" if " " in profile else profile
        section = "default" if profile == "default" else f"profile {quoted}"
        value = {part: "new"} if part else "new"
        try:
            ConfigFileWriter().update_config({"__section__": section, name: value}, path)
        except UnboundLocalError:
            continue
        with open(path) as file:
            after = file.read()
        name = f"{name}.{part}" if part else name
        print(json.dumps({"before": before, "profile": profile, "name": name, "after": after}))
