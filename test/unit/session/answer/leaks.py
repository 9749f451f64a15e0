"""Programs that leak, each in a way of its own; every one marks its lines, for the tests to find.

    python leaks.py FOLDER_OF_THE_COLLECTOR PROGRAM OUT.ouro
"""

import asyncio
import contextvars
import dataclasses
import functools
import gc
import logging
import logging.handlers
import queue
import sys
import threading
import tracemalloc
import weakref

sys.path.insert(0, sys.argv[1])
import ouroboros_dump  # noqa: E402


class Signal:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append(receiver)  # MARK connect


class Session:
    def __init__(self, signal):  # MARK session
        self.rows = [float(number) for number in range(300)]
        signal.connect(self.on_finish)

    def on_finish(self):
        pass


finished = Signal()


def handle():  # MARK handle
    return len(Session(finished).rows)


def signals():
    for _ in range(300):
        handle()


class Document:
    def __init__(self, number):
        self.text = "x" * 5000 + str(number)


class Parsed:
    def __init__(self, document):
        self.document = document
        self.tokens = list(document.text[:200])


parsed_documents = weakref.WeakKeyDictionary()


def parse(document):
    parsed_documents[document] = Parsed(document)  # MARK parse


def weak_keys():
    for number in range(500):
        parse(Document(number))


class Context:
    def __init__(self, number):
        self.body = "b" * 9000 + str(number)


class ContextHandler(logging.Handler):
    def __init__(self, context):
        super().__init__()
        self.context = context


def request(number):
    logging.getLogger("app").addHandler(ContextHandler(Context(number)))  # MARK request


def handlers():
    for number in range(1000):
        request(number)


class Event:
    def __init__(self, number):
        self.payload = bytearray(20_000 + number)


class Pipeline:
    def __init__(self):
        self.inbox = queue.Queue()  # MARK pipeline


def queued():
    pipeline = Pipeline()
    for number in range(300):
        pipeline.inbox.put(Event(number))
    ouroboros_dump.dump(sys.argv[3])  # MARK dumped


class Client:
    def __init__(self, number):
        self.buffer = bytearray(20_000 + number)


async def serve(client, never):
    buffer = client.buffer
    await never.wait()
    return buffer


def tasks():
    async def main():
        never = asyncio.Event()
        background = {asyncio.create_task(serve(Client(number), never)) for number in range(300)}
        await asyncio.sleep(0)
        ouroboros_dump.dump(sys.argv[3])
        for task in background:
            task.cancel()

    asyncio.run(main())


class Job:
    def __init__(self):  # MARK job
        self.result = bytearray(100_000)
        self.timer = threading.Timer(3600, self.expire)
        self.timer.daemon = True
        self.timer.start()

    def expire(self):
        pass


def timers():
    for _ in range(60):
        Job()


def classes():
    gc.disable()
    for number in range(500):
        type("Row", (object,), {"payload": "p" * 5000 + str(number)})()


class Node:
    def __init__(self, parent=None):
        self.parent = parent  # MARK node
        self.children = []

    def add(self):  # MARK add
        self.children.append(Node(self))


def tree():
    gc.disable()
    for _ in range(3000):
        Node().add()


failures = []


def convert(number):
    frame = bytearray(20_000 + number)
    raise ValueError(len(frame))  # MARK raised


def failing():
    for number in range(300):
        try:
            convert(number)
        except ValueError as error:
            failures.append(error)


class Quote:
    def __init__(self, number):
        self.text = "q" * 30_000 + str(number)


quotes = {}


def traced():
    tracemalloc.start()
    for number in range(300):
        quotes[number] = Quote(number)  # MARK allocated


class Board:
    def __init__(self):
        self.followers = []


class Follower:
    def __init__(self):
        self.window = bytearray(20_000)


board = Board()


def follow():
    board.followers.append(Follower())  # MARK follow


def filled_from_outside():
    for _ in range(300):
        follow()


class Span:
    def __init__(self):
        self.payload = bytes(10_000)


BAG = contextvars.ContextVar("BAG")


def remember():
    BAG.get().append(Span())  # MARK remember


def context_variable():
    BAG.set([])
    for _ in range(300):
        remember()


callbacks = []


def take_context(variable):
    variable.set(Span())
    callbacks.append(contextvars.copy_context())  # MARK context


def kept_contexts():
    variable = globals()["REQUEST"] = contextvars.ContextVar("REQUEST")
    for _ in range(300):
        contextvars.copy_context().run(take_context, variable)


log = logging.getLogger("shop")
memory = logging.handlers.MemoryHandler(10**9, flushLevel=99)


def place_order():
    log.info("placed %s", Span())  # MARK logs


def log_records():
    log.addHandler(memory)
    log.setLevel(logging.INFO)
    for _ in range(300):
        place_order()


@dataclasses.dataclass
class Model:
    name: str
    weights: bytes
    registry = {}

    def __post_init__(self):
        self.registry[self.name] = self  # MARK registry


def dataclass_registry():
    for number in range(300):
        Model(f"model {number}", bytes(10_000 + number))


@functools.lru_cache(maxsize=None)
def fetch(number):
    return Span()


def function_cache():
    for number in range(300):
        fetch(number)


class Prices:
    def __init__(self):
        self.table = {number: "price %d" % number * 20 for number in range(40)}

    @functools.lru_cache(maxsize=None)
    def quote(self, number):
        return self.table[number]


def method_cache():
    for number in range(300):
        Prices().quote(number % 40)


errors = []


def decode():
    body = bytes(10_000)
    raise ValueError(len(body))  # MARK decode


def error_tuples():
    for _ in range(300):
        try:
            decode()
        except ValueError:
            errors.append(sys.exc_info())


@functools.singledispatch
def render(value):
    return str(value)


def add_page(number):
    template = "t" * 5000 + str(number)

    @render.register(type("Page%d" % number, (), {}))
    def _(value):
        return template


def registered_functions():
    for number in range(300):
        add_page(number)


TRAIL = contextvars.ContextVar("TRAIL", default=[])


def leave_trace():
    TRAIL.get().append(Span())  # MARK trace


def default_of_variable():
    for _ in range(300):
        contextvars.copy_context().run(leave_trace)


def take_request(number):
    own = logging.getLogger("request.%d" % number)  # MARK logger
    own.addHandler(logging.NullHandler())
    own.handlers[0].body = bytes(10_000)


def loggers():
    for number in range(300):
        take_request(number)


class Network:
    def __init__(self):
        self.edges = {}
        self.backwards = {}

    def add(self, number):
        edge = {"from": number, "note": "n" * 3000 + str(number)}
        self.edges[number] = self.backwards[number + 1] = edge


network = Network()


def shared_by_dicts():
    for number in range(1000):
        network.add(number)


class Pool:
    def __init__(self):
        self.lock = asyncio.Lock()
        self.jobs = set()

    async def run(self, payload):
        async with self.lock:  # MARK locked
            return payload


async def submit():
    pool = Pool()
    await pool.lock.acquire()
    for _ in range(300):
        pool.jobs.add(asyncio.ensure_future(pool.run(bytes(10_000 + _))))
    await asyncio.sleep(0)
    ouroboros_dump.dump(sys.argv[3])


def waiting_tasks():
    asyncio.run(submit())
    sys.exit()


async def consume(inbox):
    seen = []
    while True:
        message = await inbox.get()  # MARK awaited
        seen.append(message)  # MARK seen


async def produce():
    inbox = asyncio.Queue()
    consumer = asyncio.ensure_future(consume(inbox))
    for _ in range(300):
        inbox.put_nowait(bytes(10_000))
    while inbox.qsize():
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    ouroboros_dump.dump(sys.argv[3])
    return consumer


def variable_of_coroutine():
    asyncio.run(produce())
    sys.exit()


class Crop:
    def __init__(self):
        self.pixels = bytes(10_000)


albums = {"cats": [], "dogs": [], "birds": []}


def add_crop(number):
    albums[("cats", "dogs", "birds")[number % 3]].append(Crop())  # MARK crop


def lists_of_one_kind():
    for number in range(600):
        add_crop(number)


receivers = []


def check_out(number):
    basket = ["line %d " % number + "l" * 10_000]

    def done():
        return basket

    receivers.append((number, done))


def tuples_of_functions():
    for number in range(300):
        check_out(number)


class Header:
    def __init__(self, number):
        self.raw = [(b"name", b"value%d" % part) for part in range(12)]
        self.body = bytes(10_000 + number)


responses = []


def tuples_of_objects():
    for number in range(300):
        responses.append((number, Header(number)))


async def layered(depth, body):
    if depth == 0:
        await asyncio.Event().wait()  # MARK innermost
    await layered(depth - 1, body)
    return body


async def serve_layers():
    tasks = [asyncio.ensure_future(layered(30, bytes(10_000 + n))) for n in range(300)]
    await asyncio.sleep(0)
    ouroboros_dump.dump(sys.argv[3])
    return tasks


def layers_of_coroutines():
    asyncio.run(serve_layers())
    sys.exit()


@dataclasses.dataclass(eq=False)
class Branch:
    name: str
    parent: object = None
    children: list = dataclasses.field(default_factory=list)


def grow_branch(number):
    root = Branch("r" * 10_000 + str(number))
    root.children.append(Branch("leaf", root))


def generated_init():
    gc.disable()
    for number in range(300):
        grow_branch(number)


class Adam:
    """What torch's optimizer is to an answer."""

    __module__ = "torch.optim.adam"

    def __init__(self):
        self.state = {number: {"exp_avg": bytes(2_000_000)} for number in range(8)}


def trained_model():
    globals()["optimizer"] = Adam()


class State:
    def __init__(self, previous):
        self.body = bytes(2000)
        self.previous = previous


state = None


def history():
    global state
    for _ in range(1500):
        state = State(state)


def read_lines():
    block = bytes(10_000)
    for byte in block:
        yield byte  # MARK yield


opened = {}


def open_generators():
    for number in range(300):
        opened[number] = read_lines()
        next(opened[number])


class Subject:
    def __init__(self):
        self.watchers = []
        self.data = bytes(10_000)


class Watcher:
    def __init__(self, subject):
        self.subject = subject
        subject.watchers.append(self.update)

    def update(self):
        pass


def observers():
    gc.disable()
    for _ in range(300):
        Watcher(Subject())


class App:
    def __init__(self):
        self.audit = []
        self.cache = {}

    def serve(self, number):
        self.audit.append(Event(number))
        self.cache[number] = Span()


app = App()


def two_at_once():
    for number in range(300):
        app.serve(number)


class Connection:
    def __init__(self):
        self.buffer = bytearray(20_000)
        weakref.finalize(self, self.close)  # MARK finalizer

    def close(self):
        self.buffer = None


def finalizers():
    for _ in range(300):
        Connection()


class Upload:
    def __init__(self):
        weakref.finalize(self, len, bytearray(20_000))


uploads = []


def finalizers_of_kept():
    for _ in range(300):
        uploads.append(Upload())


def healthy():
    pass


def fragmented():
    objects = [bytes(400) for _ in range(300_000)]
    globals()["kept"] = objects[::50]


if __name__ == "__main__":
    program = sys.argv[2]
    globals()[program]()
    if program not in ("queued", "tasks"):
        ouroboros_dump.dump(sys.argv[3])
