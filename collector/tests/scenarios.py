"""Programs with known garbage. Each builds a heap; what it leaves is compared with CPython's collector.

A scenario runs in a process of its own, with the collector switched off. `LIVE` keeps what must
stay. `exact` means the prediction equals what `gc.collect()` puts into `gc.garbage`; in the others
code runs while the collector works (suspended generators are closed, `__del__` revives or clears),
so that the collector's list is shorter than what is unreachable.
"""

import abc
import collections
import contextlib
import enum
import functools
import gc
import threading
import types
import weakref

LIVE = []
SCENARIOS = {}


def scenario(function=None, *, exact=True, needs=(), least=1, lost=None):
    """least: so many objects at least are predicted; lost: a type among those no collector can free."""
    def register(function):
        function.exact, function.needs, function.least, function.lost = exact, needs, least, lost
        SCENARIOS[function.__name__] = function
        return function
    return register(function) if function else register


class Node:
    def __init__(self, **attributes):
        for name, value in attributes.items():
            setattr(self, name, value)


class Slotted:
    __slots__ = ("one", "two", "__weakref__")


class SlottedChild(Slotted):
    __slots__ = ("three",)


class SlottedWithDict(Slotted):
    pass


@scenario(least=0)
def nothing():
    LIVE.append([1, "two", {"three": 3.0}])


@scenario
def list_in_itself():
    for _ in range(10):
        loop = []
        loop.append(loop)


@scenario(least=1000)
def ring_of_a_thousand():
    first = last = Node()
    for i in range(999):
        node = Node(number=i)
        last.next = node
        last = node
    last.next = first


@scenario(least=100)
def parent_and_children():
    for _ in range(10):
        parent = Node(children=[])
        for i in range(10):
            parent.children.append(Node(parent=parent, name="child %d" % i))


@scenario(least=60)
def slots():
    for cls in (Slotted, SlottedChild, SlottedWithDict):
        for i in range(20):
            first, second = cls(), cls()
            first.one, second.two = second, first
            if cls is SlottedChild and i % 2:
                first.three = [first]
            if cls is SlottedWithDict:
                first.extra = "more"


@scenario(least=20)
def dict_values_and_keys():
    for _ in range(10):
        by_name = {"kind": "loop"}
        by_name["self"] = by_name
        key = Node()
        by_key = {key: 1, 2: "two"}
        key.table = by_key


@scenario(least=10)
def materialised_dict():
    for i in range(10):
        node = Node(name="a", other=None)
        node.me = node
        node.space = node.__dict__
        if i % 2:
            node.late = i


@scenario(least=30)
def attributes_in_another_order():
    for i in range(30):
        node = Node()
        if i % 3 == 0:
            node.late, node.early = node, 1
        elif i % 3 == 1:
            node.early = node
        else:
            node.only = node
            node.gone = 1
            del node.gone


@scenario(least=20)
def mixed_live_and_garbage():
    for i in range(20):
        first, second = Node(), Node()
        first.other, second.other = second, first
        if i % 2:
            LIVE.append(second)


@scenario(least=20)
def recursive_closure():
    def make():
        def countdown(n):
            return n if not n else countdown(n - 1)
        return countdown(3)
    for _ in range(10):
        make()


@scenario(least=4)
def exception_and_frame():
    def work(depth):
        kept = [depth]
        try:
            if depth:
                work(depth - 1)
            raise ValueError(kept)
        except ValueError as error:
            failure = error
        return None
    work(0)
    work(3)


@scenario(least=4)
def exception_with_context():
    def work():
        try:
            try:
                raise KeyError("inner")
            except KeyError:
                raise RuntimeError("outer")
        except RuntimeError as error:
            held = error
    work()


@scenario(least=3)
def exception_on_self():
    class Worker:
        def run(self):
            try:
                raise OSError(2, "no such thing", "name")
            except OSError as error:
                self.error = error
    Worker().run()


@scenario(exact=False)
def suspended_generator():
    def numbers(box):
        yield len(box)
        yield box
    for _ in range(10):
        box = []
        generator = numbers(box)
        next(generator)
        box.append(generator)


@scenario(exact=False)
def unstarted_generator():
    def numbers(box):
        yield box
    for _ in range(10):
        box = []
        box.append(numbers(box))


@scenario(exact=False)
def suspended_coroutine():
    class Pause:
        def __await__(self):
            yield 1

    async def wait(box):
        await Pause()
        return box
    for _ in range(5):
        box = []
        coroutine = wait(box)
        coroutine.send(None)
        box.append(coroutine)


@scenario(exact=False)
def pending_tasks():
    import asyncio

    async def never(box):
        await asyncio.get_running_loop().create_future()

    async def main():
        for _ in range(5):
            box = []
            task = asyncio.get_running_loop().create_task(never(box))
            box.append(task)
            await asyncio.sleep(0)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    LIVE.append(loop)


@scenario(least=0)
def finished_task():
    import asyncio

    async def main():
        task = asyncio.get_running_loop().create_task(asyncio.sleep(0))
        await task
        task.add_done_callback(functools.partial(print, task))
    loop = asyncio.new_event_loop()
    loop.run_until_complete(main())
    loop.close()
    LIVE.append(Node())


@scenario(least=10)
def dropped_classes():
    for i in range(5):
        cls = type("Dropped%d" % i, (Node,), {"number": i})
        cls.example = cls()

    class Slim:
        __slots__ = ("left", "right")
    thing = Slim()
    thing.left = thing


@scenario(least=5)
def metaclasses():
    class Meta(type):
        registry = []

        def __init__(cls, name, bases, space):
            super().__init__(name, bases, space)
            cls.registry.append(cls)

    class Base(metaclass=Meta):
        pass

    class Child(Base):
        pass
    Child().parent = Base


@scenario(least=5)
def abc_enum_dataclass():
    class Shape(abc.ABC):
        @abc.abstractmethod
        def area(self):
            ...

    class Square(Shape):
        def area(self):
            return 1
    isinstance(Square(), Shape)

    class Colour(enum.Enum):
        RED = 1
        BLUE = 2

    import dataclasses

    @dataclasses.dataclass
    class Point:
        x: int
        y: list = dataclasses.field(default_factory=list)
    point = Point(1)
    point.y.append(point)


@scenario(least=10)
def lru_cache_on_an_instance():
    for _ in range(10):
        node = Node()
        node.load = functools.lru_cache(maxsize=4)(functools.partial(getattr, node))


@scenario(least=5)
def lru_cache_on_a_method():
    class Store:
        @functools.lru_cache(maxsize=None)
        def get(self, key):
            return [self, key]

        @functools.lru_cache(maxsize=8)
        def bounded(self, key):
            return [self, key]
    for i in range(5):
        store = Store()
        store.get(i)
        store.bounded(str(i))


@scenario(least=30)
def partial_and_bound_methods():
    class Button:
        def press(self):
            return self
    for i in range(10):
        button = Button()
        button.action = button.press
        other = Button()
        other.action = functools.partial(Button.press, other, **({"key": other} if i % 2 else {}))


@scenario(exact=False, least=10)
def finaliser_plain():
    class Noisy:
        def __del__(self):
            pass
    for _ in range(10):
        noisy = Noisy()
        noisy.loop = noisy


@scenario(exact=False, least=0)
def finaliser_revives():
    class Phoenix:
        def __del__(self):
            LIVE.append(self)
    for _ in range(5):
        phoenix = Phoenix()
        phoenix.loop = phoenix


@scenario(exact=False, least=0)
def finaliser_clears():
    class Tidy:
        def __del__(self):
            self.loop = None
    for _ in range(5):
        tidy = Tidy()
        tidy.loop = [tidy]


@scenario(least=20)
def weakref_callbacks():
    calls = []
    LIVE.append(calls)
    for _ in range(10):
        node = Node()
        node.loop = node
        node.watch = weakref.ref(node, calls.append)
        LIVE.append(weakref.ref(node))
        LIVE.append(weakref.proxy(node))


@scenario(least=0)
def weak_key_dictionary_value_holds_key():
    table = weakref.WeakKeyDictionary()
    for _ in range(5):
        node = Node()
        table[node] = [node]
    LIVE.append(table)


@scenario(least=5)
def weak_value_dictionary():
    table = weakref.WeakValueDictionary()
    for i in range(5):
        node = Node()
        node.loop = node
        table[i] = node
    LIVE.append(table)


@scenario(least=1)
def thread_local():
    local = threading.local()
    local.value = [local]


@scenario(least=3)
def dropped_module():
    module = types.ModuleType("dropped")
    exec("import sys\ndef work():\n    return work\nclass Thing:\n    pass\n", module.__dict__)


@scenario(least=1)
def exit_stack():
    stack = contextlib.ExitStack()
    stack.callback(stack.close)


@scenario(least=10)
def thread_with_locals():
    started, stop = threading.Event(), threading.Event()

    def work(name):
        kept = Node(name=name)
        kept.loop = kept
        for _ in range(10):
            lost = Node()
            lost.loop = lost
        lost = None
        started.set()
        stop.wait()
        return kept
    thread = threading.Thread(target=work, args=("worker",), name="worker", daemon=True)
    thread.start()
    started.wait()
    LIVE.append((thread, stop))


@scenario(least=1)
def frozen_garbage():
    lost = Node()
    lost.loop = lost
    lost = None
    LIVE.append(Node(name="live"))
    gc.freeze()
    young = Node()
    young.loop = young


@scenario(least=40)
def containers_of_every_kind():
    Point = collections.namedtuple("Point", "x y")
    for _ in range(5):
        box = []
        for kind in (tuple, set, frozenset, collections.deque, collections.OrderedDict, dict):
            node = Node()
            node.inside = kind([node]) if kind not in (dict, collections.OrderedDict) else kind(a=node)
        node = Node()
        node.inside = Point(node, box)
        node = Node()
        node.default = collections.defaultdict(list, a=[node])
        node = Node()
        node.counter = collections.Counter([node])
        node = Node()
        node.chain = collections.ChainMap({"a": node})
        node = Node()
        node.space = types.SimpleNamespace(node=node)
        node = Node()
        node.view = types.MappingProxyType({"node": node})
        node = Node()
        node.slice = slice(node)


class MyList(list):
    pass


class MyDict(dict):
    __slots__ = ("note",)


class MyTuple(tuple):
    pass


class MySet(set):
    pass


class MyText(str):
    pass


class MyError(Exception):
    pass


@scenario(least=50)
def subclasses_of_builtins():
    for i in range(10):
        for cls in (MyList, MySet):
            thing = cls()
            (thing.append if cls is MyList else thing.add)(Node(thing=thing))
            thing.label = "extra" if i % 2 else thing
        thing = MyDict(a=1)
        thing["self"] = thing
        thing[2] = thing.note = Node()
        box = []
        box.append(MyTuple([box, 1]))
        text = MyText("text")
        text.loop = text
        error = MyError("message", i)
        error.self = error


@scenario(least=20)
def iterators_and_views():
    for _ in range(5):
        box = [1, 2, 3]
        box.append(iter(box))
        box.append(enumerate(box))
        box.append(zip(box, box))
        box.append(map(len, box))
        box.append(filter(None, box))
        box.append(reversed(box))
        table = {"a": 1}
        table["keys"] = table.keys()
        table["items"] = iter(table.items())
        import itertools
        chain = []
        chain.append(itertools.chain(chain, chain))
        chain.append(itertools.repeat(chain))
        chain.append(memoryview(b"abc"))


@scenario(least=10)
def properties_and_descriptors():
    for _ in range(3):
        class Thing:
            @property
            def value(self):
                return Thing

            @staticmethod
            def helper():
                return Thing

            @classmethod
            def make(cls):
                return super().__new__(cls)

            @functools.cached_property
            def whole(self):
                return self
        thing = Thing()
        thing.whole


@scenario(least=20)
def one_of_many_types():
    for i in range(40):
        cls = type("T%d" % (i % 20), (), {"__slots__": ("a%d" % i, "__dict__")})
        thing = cls()
        setattr(thing, "a%d" % i, thing)
        thing.other = cls


@scenario(least=2)
def long_containers():
    big = list(range(200_000))
    big.append(big)
    table = dict.fromkeys(range(150_000))
    table["self"] = table
    names = {"name %d" % i: i for i in range(140_000)}
    names["self"] = names
    LIVE.append(set(range(140_000)))


@scenario(least=200)
def wide_dicts():
    for i in range(200):
        table = {"key %d" % j: j for j in range(i)}
        table["self"] = table


@scenario(least=6)
def generator_holding_itself_finished():
    def run():
        holder = []

        def numbers():
            try:
                yield 1
            except GeneratorExit:
                pass
        generator = numbers()
        next(generator)
        generator.close()
        holder.append((generator, holder))
    run()
    run()


@scenario(least=2)
def method_wrapper_and_super():
    for _ in range(2):
        node = Node()
        node.call = node.__repr__
        node.up = super(Node, node)
        node.bound = [].append
        box = []
        box.append(box.append)


@scenario(least=0)
def untracked_things():
    LIVE.append([(1, 2), {"a": 1}, frozenset([1]), b"bytes", bytearray(10), 10 ** 50, 1.5, 1j, range(3)])
    gc.collect()


# -- numpy and pandas -------------------------------------------------------------------------


@scenario(needs=("numpy",), least=0)
def object_array_in_itself():
    """Arrays and nothing else: nothing the collector lists leads to them, they are not in the dump."""
    import numpy
    for _ in range(3):
        array = numpy.empty(3, object)
        array[0] = array


@scenario(needs=("numpy",), least=0, lost="numpy.ndarray")
def object_array_through_a_list():
    import numpy
    for i in range(4):
        array = numpy.empty((2, 2), object)
        array[1, 1] = [array]
        if i % 2:
            LIVE.append(array[0])


@scenario(needs=("numpy",), least=0, lost="numpy.ndarray")
def structured_array_with_objects():
    import numpy
    array = numpy.zeros(4, dtype=[("number", "f8"), ("thing", "O"), ("pair", "O", (2,))])
    array["thing"][1] = [array]
    array["pair"][2, 1] = [array]


@scenario(needs=("numpy",), least=0)
def plain_array_in_a_cycle():
    import numpy
    node = Node(data=numpy.zeros(100))
    node.loop = node
    node.view = node.data[10:20]


def frames(count):
    import numpy
    import pandas
    for i in range(count):
        yield pandas.DataFrame({
            "a": numpy.arange(10.0), "b": range(10), "s": ["x%d" % j for j in range(10)],
            "c": pandas.Categorical(list("abcdefghij")),
            "t": pandas.date_range("2020-01-01", periods=10),
        })


@scenario(needs=("pandas",), least=10)
def pandas_accessor_cached_by_the_user():
    class Accessor:
        def __init__(self, frame):
            self._dataframe = frame
    for frame in frames(5):
        object.__setattr__(frame, "ww", Accessor(frame))


@scenario(needs=("pandas",), least=0)
def pandas_registered_accessor():
    import pandas

    class Accessor:
        def __init__(self, frame):
            self._dataframe = frame
    pandas.api.extensions.register_dataframe_accessor("ouro")(Accessor)
    for frame in frames(5):
        frame.ouro
    kept = next(frames(1))
    kept.ouro
    LIVE.append(kept)


@scenario(needs=("pandas",), least=0)
def pandas_no_cycle():
    for frame in frames(3):
        frame["a"].sum()


@scenario(needs=("pandas",), least=0)
def pandas_str_accessor():
    for frame in frames(3):
        frame["s"].str.upper()
        frame["s"].str


@scenario(needs=("pandas",), least=0, lost="pandas.core.frame.DataFrame")
def pandas_cell_contains_its_frame():
    for frame in frames(2):
        frame.at[0, "s"] = [frame]
        frame["whole"] = None
        frame.at[1, "whole"] = frame


@scenario(needs=("pandas",), least=2)
def pandas_groupby_kept_on_the_frame():
    for frame in frames(2):
        groups = frame.groupby("s")
        groups["b"].sum()
        object.__setattr__(frame, "groups", groups)


@scenario(needs=("pandas",), least=0)
def pandas_plot_accessor():
    for frame in frames(2):
        frame.plot
