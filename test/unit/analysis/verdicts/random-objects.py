"""Makes objects of many kinds that refer to each other at random, drops most of what refers to them,
and dumps the process.

Usage: random-objects.py FOLDER-OF-THE-COLLECTOR SEED OUT

Prints, as JSON, what is true of them by other means than a dump: `components`, the addresses of those
on cycles together, by depth first search over the references that the program itself made; and
`garbage`, the addresses of those that CPython's collector found.
"""

import sys

sys.path.insert(0, sys.argv[1])

import collections
import functools
import gc
import json
import random
import types

import ouroboros_dump

COUNT = 1500


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b", "c")


class Both(Slotted):
    pass


def closure_over(target):
    return lambda: target


# How each kind is made, and how it takes up references.
def fill_list(o, targets):
    o.extend(targets)


def fill_dict(o, targets):
    o.update((f"k{at}", target) for at, target in enumerate(targets))


def fill_attributes(o, targets):
    for name, target in zip("abc", targets):
        setattr(o, name, target)


KINDS = [
    (list, fill_list),
    (dict, fill_dict),
    (collections.deque, fill_list),
    (collections.OrderedDict, fill_dict),
    (Plain, fill_attributes),
    (Slotted, fill_attributes),
    (Both, fill_attributes),
    (types.SimpleNamespace, fill_attributes),
]

# Made of what they refer to, which must be there before. No generators: the collector closes
# them, which lets go of what they hold while it counts.
WRAPPERS = [
    lambda target: (target,),
    lambda target: (target, "text", 1.5),
    closure_over,
    lambda target: functools.partial(len, target),
    lambda target: types.MethodType(len, target),
]


def make(chance):
    """The objects, and per object the numbers of those it refers to."""
    objects, fills, edges = [], [], []
    for number in range(COUNT):
        if number and chance.random() < 0.25:
            target = chance.randrange(number)
            objects.append(chance.choice(WRAPPERS)(objects[target]))
            fills.append(None)
            edges.append([target])
            continue
        kind, fill = chance.choice(KINDS)
        objects.append(kind())
        fills.append(fill)
        edges.append([])
    for number, fill in enumerate(fills):
        if fill is None:
            continue
        near = [chance.randrange(max(0, number - 20), min(COUNT, number + 20)) for _ in range(3)]
        edges[number] = near[: chance.choice((0, 0, 1, 1, 2, 3))]
        fill(objects[number], [objects[target] for target in edges[number]])
    return objects, edges


def order_of_leaving(edges):
    seen, order = set(), []
    for start in range(len(edges)):
        stack = [(start, iter(edges[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            number, rest = stack[-1]
            following = next((target for target in rest if target not in seen), None)
            if following is None:
                order.append(number)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(edges[following])))
    return order


def components(edges):
    """Kosaraju's: backwards from whatever was left last."""
    back = [[] for _ in edges]
    for number, targets in enumerate(edges):
        for target in targets:
            back[target].append(number)
    seen, found = set(), []
    for start in reversed(order_of_leaving(edges)):
        members, waiting = [], [start] if start not in seen else []
        seen.add(start)
        while waiting:
            number = waiting.pop()
            members.append(number)
            waiting.extend(source for source in back[number] if source not in seen)
            seen.update(back[number])
        if len(members) > 1 or (members and members[0] in edges[members[0]]):
            found.append(members)
    return found


def main():
    chance = random.Random(int(sys.argv[2]))
    gc.collect()
    gc.disable()
    objects, edges = make(chance)
    addresses = [id(o) for o in objects]
    held = [objects[number] for number in chance.sample(range(COUNT), COUNT // 20)]
    objects.clear()
    ouroboros_dump.dump(sys.argv[3], raises=True)
    gc.set_debug(gc.DEBUG_SAVEALL)
    gc.collect()
    collected = {id(o) for o in gc.garbage}
    known = {
        "components": [[addresses[number] for number in one] for one in components(edges)],
        "garbage": [address for address in addresses if address in collected],
        "collected": len(collected),
    }
    print(json.dumps(known))
    del held


main()
