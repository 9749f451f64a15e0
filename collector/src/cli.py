# ---------------------------------------------------------------------------------------------
# Command line
# ---------------------------------------------------------------------------------------------


def main(arguments=None):
    """`python -m ouroboros_dump run …` and `python -m ouroboros_dump attach …`; the exit code."""
    import argparse
    parser = argparse.ArgumentParser(prog="python -m ouroboros_dump", description="Dump the object graph of a Python "
                                     "process for Ouroboros.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    run = commands.add_parser("run", help="run a script and take dumps of it and of its Python children")
    run.add_argument("--at-exit", action="store_true", help="when a process ends (the default)")
    run.add_argument("--over", metavar="SIZE", help="once memory passes SIZE, such as 2GB, or 85%% of what the container "
                     "or the machine has")
    run.add_argument("--on", metavar="EXCEPTION", action="append", help="when this exception, such as MemoryError, ends "
                     "the program, a thread or an asyncio task; while its traceback still holds the frames")
    run.add_argument("--every", metavar="SECONDS", type=float, help="again and again")
    run.add_argument("--out", metavar="FILE", default="ouroboros-{pid}-{n}.ouro", help="{pid} and {n} are filled in "
                     "(default: %(default)s)")
    run.add_argument("--values", choices=("short", "none"), default="short", help="none leaves out texts and numbers")
    run.add_argument("--max-pause", metavar="SECONDS", type=float, help="how long a process may stand still for a dump: "
                     "else a forked copy writes it, or a lighter one is taken")
    run.add_argument("--no-children", action="store_true", help="leave child processes alone")
    run.add_argument("--verbose", action="store_true", help="tell of cost and progress on stderr")
    run.add_argument("-m", dest="module", action="store_true", help="SCRIPT is a module")
    run.add_argument("script", metavar="SCRIPT")
    run.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…")
    other = commands.add_parser("attach", help="have a running process dump itself (never free of risk before 3.14)")
    other.add_argument("pid", type=int)
    other.add_argument("out", nargs="?", help="file to write (default: ouroboros-PID.ouro)")
    other.add_argument("-o", "--out", dest="named", metavar="FILE", help="the same; - is standard output")
    other.add_argument("--values", choices=("short", "none"), default="short")
    other.add_argument("--max-pause", metavar="SECONDS", type=float, help="how long the process may stand still, see run")
    other.add_argument("--timeout", type=float, default=120.0, metavar="SECONDS")
    words = parser.parse_args(arguments)
    try:
        if words.command == "run":
            return _run(words)
        if words.command == "attach":
            path = words.named or words.out or "ouroboros-%d.ouro" % words.pid
            if path == "-":
                attach(words.pid, sys.stdout.buffer, words.values, words.timeout, words.max_pause)
            else:
                sys.stdout.write("%s\n" % attach(words.pid, path, words.values, words.timeout, words.max_pause))
            return 0
    except (AttachError, UsageError) as error:
        sys.stderr.write("ouroboros_dump: %s\n" % error)
        return 2
    parser.print_help()
    return 2


if __name__ == "__main__":
    # Under its own name, so that the program finds the same module when it imports it.
    sys.path.insert(1, os.path.dirname(os.path.abspath(__file__)))
    import ouroboros_dump
    del sys.path[1]
    sys.exit(ouroboros_dump.main())
