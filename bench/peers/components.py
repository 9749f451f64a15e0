"""Strongly connected components of a graph in CSR form, by the graph libraries of Python.

    components.py LIBRARY FIRST_EDGE TARGETS OWN    u32 columns, little-endian

OWN is the component of each object as Ouroboros found it, 0xffffffff for what is on no cycle.
Prints one line of JSON: the library's version, seconds to build its graph, seconds for the
components by the clock and of processor time, their number (single objects included), objects whose component has other members than
OWN says, and the peak of the process in bytes.
"""

import json
import resource
import sys
import time

import numpy as np

ON_NO_CYCLE = 0xFFFFFFFF


def scipy_components(first, target):
    import scipy
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    start = clocks()
    count = len(first) - 1
    data = np.ones(len(target), dtype=np.int8)
    graph = csr_matrix((data, target.astype(np.int32), first.astype(np.int32)), shape=(count, count))
    built = clocks()
    _, labels = connected_components(graph, directed=True, connection="strong")
    return scipy.__version__, built - start, clocks() - built, labels


def igraph_components(first, target):
    import igraph

    start = clocks()
    edges = np.column_stack((sources(first), target.astype(np.int64)))
    graph = igraph.Graph(n=len(first) - 1, edges=edges, directed=True)
    built = clocks()
    labels = graph.connected_components(mode="strong").membership
    return igraph.__version__, built - start, clocks() - built, np.array(labels)


def graph_tool_components(first, target):
    import graph_tool
    from graph_tool.topology import label_components

    start = clocks()
    graph = graph_tool.Graph(directed=True)
    graph.add_vertex(len(first) - 1)
    graph.add_edge_list(np.column_stack((sources(first), target.astype(np.int64))))
    built = clocks()
    labels, _ = label_components(graph, directed=True)
    version = graph_tool.__version__.split()[0]
    return version, built - start, clocks() - built, labels.a


def networkx_components(first, target):
    import networkx

    start = clocks()
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(len(first) - 1))
    graph.add_edges_from(zip(sources(first).tolist(), target.tolist()))
    built = clocks()
    labels = np.empty(len(first) - 1, dtype=np.int64)
    for number, members in enumerate(networkx.strongly_connected_components(graph)):
        for member in members:
            labels[member] = number
    return networkx.__version__, built - start, clocks() - built, labels


LIBRARIES = {
    "scipy": scipy_components,
    "igraph": igraph_components,
    "graph_tool": graph_tool_components,
    "networkx": networkx_components,
}


def clocks():
    """Seconds by the clock, and of processor time in all threads."""
    return np.array((time.perf_counter(), time.process_time()))


def sources(first):
    return np.repeat(np.arange(len(first) - 1, dtype=np.int64), np.diff(first.astype(np.int64)))


def differing(labels, own):
    """Objects that are in one group with other objects here than there. Groups correspond if each
    object's pair of groups decides either of the two."""
    count = len(labels)
    alone = np.arange(count, dtype=np.int64) + int(ON_NO_CYCLE)
    own = np.where(own == ON_NO_CYCLE, alone, own.astype(np.int64))
    _, ours = np.unique(own, return_inverse=True)
    _, theirs = np.unique(np.asarray(labels, dtype=np.int64), return_inverse=True)
    _, pairs = np.unique(ours * np.int64(theirs.max() + 1) + theirs, return_inverse=True)
    size = np.bincount(pairs)[pairs]
    return int(np.sum((size != np.bincount(ours)[ours]) | (size != np.bincount(theirs)[theirs])))


def main():
    library, *files = sys.argv[1:]
    first, target, own = (np.fromfile(file, dtype="<u4") for file in files)
    version, build, components, labels = LIBRARIES[library](first, target)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    found = {"version": version, "build": build[0]}
    found |= {"components": components[0], "processor": components[1]}
    found |= {"count": len(np.unique(labels)), "differing": differing(labels, own), "peak": peak}
    print(json.dumps(found))


main()
