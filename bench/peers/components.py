"""Strongly connected components of a graph in CSR form, by the graph libraries of Python.

    components.py LIBRARY FIRST_EDGE TARGETS    u32 columns, little-endian

Prints one line of JSON: seconds to build the library's graph, seconds for the components, their
number (single objects included), and the peak of the process in bytes.
"""

import json
import resource
import sys
import time

import numpy as np


def read(path):
    return np.fromfile(path, dtype="<u4")


def scipy_components(first, target):
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    start = time.perf_counter()
    count = len(first) - 1
    data = np.ones(len(target), dtype=np.int8)
    graph = csr_matrix((data, target.astype(np.int32), first.astype(np.int32)), shape=(count, count))
    built = time.perf_counter()
    found, _ = connected_components(graph, directed=True, connection="strong")
    return built - start, time.perf_counter() - built, int(found)


def igraph_components(first, target):
    import igraph

    start = time.perf_counter()
    source = np.repeat(np.arange(len(first) - 1, dtype=np.int64), np.diff(first.astype(np.int64)))
    edges = np.column_stack((source, target.astype(np.int64)))
    graph = igraph.Graph(n=len(first) - 1, edges=edges, directed=True)
    built = time.perf_counter()
    found = len(graph.connected_components(mode="strong"))
    return built - start, time.perf_counter() - built, found


def networkx_components(first, target):
    import networkx

    start = time.perf_counter()
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(len(first) - 1))
    source = np.repeat(np.arange(len(first) - 1), np.diff(first.astype(np.int64)))
    graph.add_edges_from(zip(source.tolist(), target.tolist()))
    built = time.perf_counter()
    found = sum(1 for _ in networkx.strongly_connected_components(graph))
    return built - start, time.perf_counter() - built, found


LIBRARIES = {
    "scipy": scipy_components,
    "igraph": igraph_components,
    "networkx": networkx_components,
}


def main():
    library, first, target = sys.argv[1:]
    build, components, count = LIBRARIES[library](read(first), read(target))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"build": build, "components": components, "count": count, "peak": peak}))


main()
