"""Runs scenarios, each in a fork (or, without `fork`, each as a process), and says what was found.

    python run_scenario.py FOLDER NAME [NAME …]

Writes FOLDER/NAME.json: the collector's garbage against the prediction from the dump.
"""

import gc
import json
import os
import sys
import traceback

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import ouro_reader  # noqa: E402
import ouroboros_dump  # noqa: E402
import scenarios  # noqa: E402


def run(name, folder):
    chosen = scenarios.SCENARIOS[name]
    for module in chosen.needs:
        __import__(module)
    path = os.path.join(folder, name + ".ouro")
    gc.collect()
    gc.disable()
    chosen()
    result = ouroboros_dump.dump(path, raises=True)
    del gc.garbage[:]
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    garbage = {id(o): type(o).__qualname__ for o in gc.garbage}
    gc.set_debug(0)
    dump = ouro_reader.Dump(path)
    predicted = {dump.address[i]: dump.type_name(i) for i in dump.collectable()}
    dangling = ["%s %r" % (dump.type_name(i), dump.references[i][at]) for i, at in dump.dangling()[:10]]
    unreachable = dump.unreachable()
    os.unlink(path)
    return {
        "name": name,
        "objects": result.objects,
        "garbage": len(garbage),
        "predicted": len(predicted),
        "missed": sorted(t for a, t in garbage.items() if a not in predicted)[:20],
        "invented": sorted(t for a, t in predicted.items() if a not in garbage)[:20],
        "overcounted": sorted(dump.type_name(i) for i in dump.overcounted)[:20],
        "unreachableTypes": sorted(set(dump.type_name(i) for i in unreachable)),
        "unreachable": len(unreachable),
        "duplicates": len(dump.address) - len(dump.index),
        "dangling": dangling,
        "warnings": dump.warnings + dump.meta.get("warnings", []),
        "labelled": sum(1 for i in dump.collectable() for r in dump.references[i] if r.kind),
        "references": sum(len(dump.references[i]) for i in dump.collectable()),
    }


def record(name, folder):
    try:
        found = run(name, folder)
    except BaseException:
        found = {"name": name, "error": traceback.format_exc()}
    with open(os.path.join(folder, name + ".json"), "w") as file:
        json.dump(found, file)


def main(folder, names):
    for name in names:
        if hasattr(os, "fork") and len(names) > 1:
            child = os.fork()
            if not child:
                record(name, folder)
                os._exit(0)
            os.waitpid(child, 0)
        elif len(names) > 1:
            os.spawnv(os.P_WAIT, sys.executable, [sys.executable, os.path.abspath(__file__), folder, name])
        else:
            record(name, folder)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
