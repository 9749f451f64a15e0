"""Imports modules with C code, each in a process of its own, and dumps: python sweep.py [--folder DIR] [--only 3.11]

For every CPython that run_all.py finds, the standard library's compiled modules and those of the distributions below,
from wheels only, in a folder per Python under --folder. A row a module goes to `sweep.tsv` beside this file: Python,
distribution, version, module, outcome. Rows that are there are not done again, unless --again. Needs a registry of
packages, some hours and 30 GB. Ends with `N passed, N failed`; exits with 1 if a dump ended a process.
"""

import argparse
import glob
import json
import os
import subprocess
import sys

from run_all import HERE, interpreters

RECORD = os.path.join(HERE, "sweep.tsv")
MAX_MODULES = 5  # compiled modules of one distribution, besides what it is imported as
SECONDS = 120

# Distribution: the module that people import, where its name is another. Those that are quick to install come first.
DISTRIBUTIONS = {
    "numpy": None, "pandas": None, "scipy": None, "matplotlib": "matplotlib.pyplot", "lxml": "lxml.etree",
    "BTrees": "BTrees.OOBTree", "greenlet": None, "gevent": "gevent.monkey", "grpcio": "grpc", "pyarrow": None,
    "polars": None, "pillow": "PIL.Image", "opencv-python-headless": "cv2", "zope.interface": None,
    "persistent": None, "protobuf": "google.protobuf.message", "msgpack": None, "orjson": None, "ujson": None,
    "MarkupSafe": "markupsafe", "PyYAML": "yaml", "wrapt": None, "regex": None, "rpds-py": "rpds", "cffi": None,
    "bcrypt": None, "PyNaCl": "nacl.bindings", "psutil": None, "simplejson": None, "xxhash": None, "lz4": "lz4.frame",
    "zstandard": None, "Brotli": "brotli", "bitarray": None, "mmh3": None, "cbor2": None, "immutables": None,
    "pyrsistent": None, "coverage": None, "cytoolz": None, "kiwisolver": None,
    "lazy-object-proxy": "lazy_object_proxy", "setproctitle": None, "websockets": None, "httptools": None,
    "uvloop": None, "rapidfuzz": None, "ijson": "ijson.backends.yajl2_c", "SQLAlchemy": "sqlalchemy.orm",
    "pydantic": None, "aiohttp": None, "tornado": "tornado.ioloop", "psycopg2-binary": "psycopg2",
    "psycopg-binary": None, "asyncpg": None, "Cython": "Cython.Compiler.Main", "pycryptodome": "Crypto.Cipher.AES",
    "numexpr": None, "Bottleneck": "bottleneck", "PyWavelets": "pywt", "apsw": None, "pymongo": None,
    "cryptography": "cryptography.hazmat.primitives.asymmetric.rsa", "h5py": None, "shapely": None, "duckdb": None,
    "pyzmq": "zmq", "statsmodels": "statsmodels.api", "scikit-learn": "sklearn.ensemble",
    "scikit-image": "skimage.measure", "numba": None, "mypy": "mypy.build", "memray": None, "onnxruntime": None,
    "tokenizers": None, "tiktoken": None, "pygame-ce": "pygame", "PyQt5": "PyQt5.QtCore",
    "PySide6-Essentials": "PySide6.QtCore", "torch": None,
}

# Modules of the standard library that do something when they are imported, or stand for others.
SKIPPED = {"antigravity", "this", "__main__", "_testcapi", "_testbuffer", "_testlimitedcapi", "_test_embed_set_config"}

MODULES_OF = """
import importlib.metadata, json, os, sys
import importlib.machinery
suffixes = tuple(importlib.machinery.EXTENSION_SUFFIXES)
name, most = sys.argv[1], int(sys.argv[2])
if name == "-":
    found = set(sys.builtin_module_names)
    for folder in sys.path:
        if folder.endswith("lib-dynload"):
            found |= {file.split(".")[0] for file in os.listdir(folder)}
    print(json.dumps([sys.version.split()[0], sorted(found)]))
else:
    found = []
    for file in importlib.metadata.files(name) or ():
        text = str(file)
        if text.endswith(suffixes) and ".libs/" not in text and "/test" not in text and not text.startswith(".."):
            found.append(".".join(text.split("/")[:-1] + [text.split("/")[-1].split(".")[0]]))
    found.sort()
    step = max(1, -(-len(found) // most))
    print(json.dumps([importlib.metadata.version(name), found[::step]]))
"""

CHILD = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
try:
    importlib.import_module(sys.argv[1])
except BaseException as error:
    print(json.dumps(["not importable", type(error).__name__]), flush=True)
    raise SystemExit(0)
if sys.argv[2] != "-":
    import ouroboros_dump
    result = ouroboros_dump.dump(sys.argv[2], force=True)
    print(json.dumps(["dumped" if result.error is None else "failed", result.error, result.objects, result.warnings]), flush=True)
    import gc
    gc.collect()
"""


def run(words, packages=None, seconds=SECONDS):
    """(exit code or None where it took too long, standard output)"""
    places = [os.path.dirname(HERE)] + ([packages] if packages else [])
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join(places), PYTHONDONTWRITEBYTECODE="1", MPLBACKEND="agg",
                       QT_QPA_PLATFORM="offscreen", PYTHONNOUSERSITE="1")
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                              env=environment, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout.decode("utf-8", "replace")


def last_line(told):
    """The JSON that a child printed last; None where there is none."""
    lines = [line for line in told.splitlines() if line.startswith("[")]
    try:
        return json.loads(lines[-1]) if lines else None
    except ValueError:
        return None


def outcome(python, packages, module, out):
    """What came of one module: a text whose first word says it."""
    code, told = run([python, "-c", CHILD, module, out], packages)
    said = last_line(told)
    if os.path.exists(out):
        os.unlink(out)
    if said is not None and said[0] == "not importable":
        return "not importable: %s" % said[1]
    if said is not None and said[0] == "failed":
        return "failed: %s" % said[1]
    if code != 0 or said is None:
        ended = "it took too long" if code is None else "it ended with %d" % code
        alone, _ = run([python, "-c", CHILD, module, "-"], packages)
        return "%s: %s" % ("not importable, with or without a dump" if alone == code else "died", ended)
    return "; ".join(["dumped: %d objects" % said[2]] + said[3])


class Record:
    """The rows of `sweep.tsv`, by Python, distribution and module; written anew with each that is added."""

    def __init__(self, path, again):
        self.path, self.rows = path, {}
        if os.path.exists(path) and not again:
            with open(path, encoding="utf-8") as file:
                for line in file.read().splitlines()[1:]:
                    row = line.split("\t")
                    self.rows[row[0], row[1], row[3]] = row

    def add(self, version, distribution, release, module, told):
        row = [word.replace("\t", " ").replace("\n", " ") for word in (version, distribution, release, module, told)]
        self.rows[version, distribution, module] = row
        rows = sorted(self.rows.values(), key=lambda row: (int(row[0].split(".")[1]), row[1].lower(), row[3]))
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            for row in [["python", "distribution", "version", "module", "outcome"]] + rows:
                file.write("\t".join(row) + "\n")
        os.replace(self.path + ".new", self.path)


def fetch_pip(version, folder):
    """The newest pip that runs on that Python, as a path to run, where an interpreter that has a root of its own sees it."""
    found = glob.glob(os.path.join(folder, "pip-*.whl"))
    if not found:
        subprocess.check_call([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:",
                               "--python-version", version, "--dest", folder, "pip"])
        found = glob.glob(os.path.join(folder, "pip-*.whl"))
    return os.path.join(found[0], "pip")


def installed(folder):
    """Where pip put packages: the name of it differs by who built the Python; None before the first."""
    return (glob.glob(os.path.join(folder, "packages", "**", "python*", "*-packages"), recursive=True) or [None])[0]


def sweep(record, version, place, folder, name):
    """The modules of one distribution on one Python. What has no wheel for it is one row, of module `*`."""
    if (version, name, "*") in record.rows:
        return
    mark = os.path.join(folder, "installed-" + name)
    if name != "-" and not os.path.exists(mark):
        code, _ = run([place, "-S", fetch_pip(version, folder), "install", "-q", "--only-binary", ":all:", "--no-compile", "--no-cache-dir",
                       "--prefix", os.path.join(folder, "packages"), name], installed(folder), 1800)
        if code != 0:
            record.add(version, name, "", "*", "no wheel")
            return
        open(mark, "w").close()
    packages = installed(folder)
    release, modules = last_line(run([place, "-c", MODULES_OF, name, str(MAX_MODULES)], packages)[1]) or ["", []]
    if name != "-":
        modules = [DISTRIBUTIONS[name] or name.replace("-", "_")] + modules
    for module in dict.fromkeys(modules):
        if module not in SKIPPED and (version, name, module) not in record.rows:
            record.add(version, name, release, module, outcome(place, packages, module, os.path.join(folder, "dump.ouro")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", default=os.path.join(os.path.expanduser("~"), ".cache", "ouroboros-sweep"))
    parser.add_argument("--only", action="append", help="a version such as 3.11")
    parser.add_argument("--distribution", action="append", help="one of those above, or - for the standard library")
    parser.add_argument("--record", default=RECORD)
    parser.add_argument("--again", action="store_true")
    words = parser.parse_args()
    record = Record(words.record, words.again)
    chosen = {}
    for version, place in interpreters():
        if not words.only or version in words.only:
            chosen.setdefault(version, place)
    for name in words.distribution or ["-"] + list(DISTRIBUTIONS):
        for version, place in chosen.items():
            folder = os.path.join(words.folder, version)
            os.makedirs(folder, exist_ok=True)
            sweep(record, version, place, folder, name)
    rows = [row for row in record.rows.values() if row[4].startswith(("dumped", "failed", "died"))]
    bad = [row for row in rows if not row[4].startswith("dumped")]
    for row in bad:
        print("\t".join(row))
    print("%d modules of %d distributions" % (len({row[3] for row in rows}), len({row[1] for row in rows})))
    print("%d passed, %d failed" % (len(rows) - len(bad), len(bad)))
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
