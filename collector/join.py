"""Joins the parts in src/ into ouroboros_dump.py: python collector/join.py [--check]

The parts share one namespace and are put one after the other as ORDER says; nothing else is done to
them. --check writes nothing and exits with 1 where the committed file is not what the parts give.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
JOINED = os.path.join(HERE, "ouroboros_dump.py")
ORDER = ("base", "memory", "file", "names", "walk", "columns", "bulk", "edges", "frames", "greenlets", "containers", "arrays",
         "statements", "waits", "specials", "facts", "native", "libraries", "dump", "cost", "account", "process", "triggers",
         "attach", "pytest_plugin", "notebook", "cli")


def parts():
    """Paths of the parts, in order. Raises ValueError where src/ holds another one or lacks one."""
    folder = os.path.join(HERE, "src")
    there = {name[:-3] for name in os.listdir(folder) if name.endswith(".py")}
    if there != set(ORDER):
        raise ValueError("src/ and ORDER in join.py differ: %s" % ", ".join(sorted(there ^ set(ORDER))))
    return [os.path.join(folder, name + ".py") for name in ORDER]


def joined():
    """The text of ouroboros_dump.py."""
    texts = []
    for path in parts():
        with open(path, encoding="utf-8", newline="") as file:
            texts.append(file.read().strip("\n"))
    return "\n\n\n".join(texts) + "\n"


def committed():
    try:
        with open(JOINED, encoding="utf-8", newline="") as file:
            return file.read()
    except FileNotFoundError:
        return None


def main(arguments):
    text = joined()
    if arguments == ["--check"]:
        if text != committed():
            sys.stderr.write("ouroboros_dump.py is not what src/ gives: run python collector/join.py\n")
            return 1
        return 0
    if arguments:
        sys.stderr.write(__doc__)
        return 2
    if text != committed():
        with open(JOINED + ".new", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(JOINED + ".new", JOINED)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
