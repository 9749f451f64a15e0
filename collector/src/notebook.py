# ---------------------------------------------------------------------------------------------
# Notebooks
# ---------------------------------------------------------------------------------------------


def load_ipython_extension(shell):
    """`%load_ext ouroboros_dump`: `%ouroboros NAME` draws what refers to an object, below the cell."""
    opened = []

    def ouroboros(line):
        try:
            return _draw_in_cell(shell, line, opened)
        except UsageError as error:
            sys.stderr.write("ouroboros: %s\n" % error)

    def close():
        for process, folder in opened:
            process.terminate()
            process.wait()
            _remove_folder(folder)
    import atexit
    atexit.register(close)
    ouroboros.__doc__ = _CELL_HELP
    shell.register_magic_function(ouroboros, "line", "ouroboros")


_CELL_HELP = """Draw what refers to an object: %ouroboros [--open] [--depth N] [--breadth N] EXPRESSION

The process is dumped to a temporary file, which goes afterwards; nothing leaves the machine. --open opens the window
on the dump, which then stays until the kernel ends. Without EXPRESSION, --open opens the whole dump."""


def _draw_in_cell(shell, line, opened):
    import shlex
    import subprocess
    import tempfile
    options, expression = {"--depth": "3", "--breadth": "6"}, line.strip()
    opens = False
    while expression.startswith("--"):
        word, _, expression = expression.partition(" ")
        if word == "--open":
            opens = True
        elif word in options:
            options[word], _, expression = expression.strip().partition(" ")
        else:
            raise UsageError("there is no option %s; see %%ouroboros?" % word)
        expression = expression.strip()
    if not expression and not opens:
        raise UsageError("name an object, as in %ouroboros df")
    command = _heap_command()
    # Its address only: what held the object here would be a referrer in the drawing.
    address = hex(id(shell.ev(expression))) if expression else None
    folder = tempfile.mkdtemp(prefix="ouroboros-")
    try:
        path = os.path.join(folder, "notebook.ouro")
        error = dump(path).error
        if error:
            raise UsageError("the dump failed: %s" % error)
        at = ["--address", address] if address else []
        if opens:
            # A group of its own, so that interrupting a cell does not end it.
            process = subprocess.Popen(command + ["serve", "--open"] + at + [path], stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
            link = process.stdout.readline().decode().strip()
            if not link:
                process.wait()
                raise UsageError("the window did not start: %s" % shlex.join(command + ["serve", path]))
            opened.append((process, folder))
            folder = None
            sys.stdout.write("%s\n" % link)
            if not address:
                return None
        drawn = subprocess.run(command + ["backrefs", path] + at + ["--svg", "-"] + [word for pair in options.items()
                               for word in pair], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
        if drawn.returncode != 0:
            told = drawn.stderr.decode("utf-8", "replace").strip()
            raise UsageError(told.split("ouroboros: ", 1)[-1] or "the drawing failed")
        from IPython.display import SVG
        return SVG(data=drawn.stdout.decode())
    finally:
        if folder is not None:
            _remove_folder(folder)


def _heap_command():
    """How the command line is started: as pip installed it beside this Python, or as npm did."""
    import importlib.util
    import shutil
    if importlib.util.find_spec("ouroboros_heap") is not None:
        import ouroboros_heap
        return ouroboros_heap.command()
    # Not "ouroboros": other programs have that name.
    found = shutil.which("ouroboros-heap")
    if found is None:
        raise UsageError("drawing needs the command line: pip install ouroboros-heap, or npm install -g ouroboros-heap")
    return [found]


def _remove_folder(folder):
    import shutil
    shutil.rmtree(folder, ignore_errors=True)
