"""Runs the collector's scenarios, each killed by SIGABRT when it has left its garbage behind.

    python core-scenarios.py FOLDER COLLECTOR

FOLDER/NAME gets `core`, by the kernel, and `garbage`: address and type of what `gc.collect()` found
under DEBUG_SAVEALL in a fork. `exact` says that no code of the program runs during that collection.
"""

import gc
import os
import sys
import warnings

# A warning that is made after the fork would be garbage on one side only.
warnings.simplefilter("ignore")


def stop(exact):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        os.abort()
    del gc.garbage[:]
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    with open("garbage", "w") as file:
        file.write("\n".join("%d %s" % (id(o), type(o).__name__) for o in gc.garbage))
    with open("exact", "w") as file:
        file.write(str(exact))
    os._exit(0)


def main(folder, collector):
    sys.path[:0] = [os.path.join(collector, "tests"), collector]
    import scenarios
    for name, scenario in scenarios.SCENARIOS.items():
        if scenario.needs:
            continue
        own = os.path.join(folder, name)
        os.makedirs(own)
        child = os.fork()
        if child:
            os.waitpid(child, 0)
            continue
        os.chdir(own)
        gc.collect()
        gc.disable()
        scenario()
        stop(scenario.exact)


main(*sys.argv[1:])
