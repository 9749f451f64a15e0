/** A known way in which Python programs make cycles, and what people do about it. */
export interface Pattern {
  readonly id: PatternId;
  readonly title: string;
  /** One paragraph: what holds what, and how it came about. */
  readonly explanation: string;
  /** What to do, in words. */
  readonly fix: string;
  readonly before: string;
  readonly after: string;
  /** Where the language's or the library's own documentation says more. */
  readonly link: { readonly title: string; readonly url: string };
}

export type PatternId =
  | 'debugger'
  | 'object-array'
  | 'exception-traceback'
  | 'asyncio-task'
  | 'generator-frame'
  | 'lru-cache-method'
  | 'class-registry'
  | 'dropped-class'
  | 'bound-method'
  | 'closure-cell'
  | 'pandas-accessor'
  | 'linked-ring'
  | 'keeps-owner'
  | 'parent-child'
  | 'self-container';

/**
 * The catalogue, the most specific pattern first. All text that people read about patterns is here;
 * how each is recognised is in `recognise.ts`.
 */
export const PATTERNS: readonly Pattern[] = [
  {
    id: 'debugger',
    title: 'Kept by a debugger or REPL',
    explanation:
      'Something on this cycle is held only because somebody looked at it: the last result of an interactive session (`_`, `Out`), the last traceback (`sys.last_traceback`), or the frames of a debugger. Without the session it would not be there.',
    fix: 'Look at a process without a debugger before changing the program, or clear what the session keeps.',
    before: 'frame            # IPython keeps it as _ and in Out',
    after:
      'import sys\nsys.last_exc = sys.last_value = sys.last_traceback = None\n# and in IPython: %reset -f out',
    link: {
      title: 'sys.last_exc and what it keeps',
      url: 'https://docs.python.org/3/library/sys.html#sys.last_exc',
    },
  },
  {
    id: 'object-array',
    title: 'Object array that leads back to itself',
    explanation:
      'An array of dtype object refers to its elements, but does not show them to the cycle collector. A cycle through such an array is never collected: it is lost until the process ends.',
    fix: 'Keep what refers to the array out of it, use a list instead, or take the element out when the array is no longer needed.',
    before: 'table = np.empty(1, dtype=object)\ntable[0] = Row(table)',
    after: 'table = np.empty(1, dtype=object)\ntable[0] = Row(weakref.ref(table))',
    link: {
      title: 'How types take part in cycle collection',
      url: 'https://docs.python.org/3/c-api/gcsupport.html',
    },
  },
  {
    id: 'exception-traceback',
    title: 'Exception kept by its own frame',
    explanation:
      'An exception refers to its traceback, the traceback to the frames it passed through, and a frame to its local variables. Once one of these leads to the exception again, all frames and everything in their variables wait for the collector. It takes an exception stored under another name, in an attribute, or as another exception’s context.',
    fix: 'Do not keep the exception beyond its handler; keep its text, or drop the traceback of the one kept.',
    before: 'try:\n    load()\nexcept Exception as error:\n    self.error = error',
    after:
      'try:\n    load()\nexcept Exception as error:\n    self.error = error.with_traceback(None)',
    link: {
      title: 'Why except forgets its name',
      url: 'https://docs.python.org/3/reference/compound_stmts.html#except-clause',
    },
  },
  {
    id: 'asyncio-task',
    title: 'Task or coroutine that never finished',
    explanation:
      'A task refers to its coroutine, the coroutine to its variables and to the future it waits for, and the future to the task it will wake. Nothing ends the cycle but the end of the task: one that is dropped while it waits stays until the collector comes, with all its variables.',
    fix: 'Await or cancel every task before letting go of it; a `TaskGroup` does so by itself. Do not store a task in an object that its coroutine uses.',
    before: 'self.task = asyncio.create_task(self.work())',
    after:
      'async with asyncio.TaskGroup() as group:   # Python 3.11\n    group.create_task(self.work())\n\n# or, where the task must be stored:\nself.task.cancel()\nself.task = None',
    link: {
      title: 'Task groups',
      url: 'https://docs.python.org/3/library/asyncio-task.html#task-groups',
    },
  },
  {
    id: 'generator-frame',
    title: 'Suspended generator that refers to itself',
    explanation:
      'A generator that has begun and not ended keeps its frame, and the frame its local variables. When a variable leads back to the generator, both stay until the collector closes it.',
    fix: 'Close the generator when it is no longer needed, or keep it out of its own variables.',
    before: 'steps = run(plan)\nplan.steps = steps\nnext(steps)',
    after: 'with contextlib.closing(run(plan)) as steps:\n    next(steps)',
    link: {
      title: 'contextlib.closing',
      url: 'https://docs.python.org/3/library/contextlib.html#contextlib.closing',
    },
  },
  {
    id: 'lru-cache-method',
    title: 'Cache that keeps the object it serves',
    explanation:
      '`functools.lru_cache` keeps the arguments and results of calls. On a method the instance is among the arguments, or the cached function is bound to it and stored on it. Either way the cache keeps the instance, and the instance its cache.',
    fix: 'Cache by value in a function outside the class, or use `cached_property`, whose value lies in the instance. Otherwise clear the cache when the instance is done.',
    before:
      'class Solver:\n    def __init__(self):\n        self.solve = functools.lru_cache(self._solve)',
    after:
      '@functools.lru_cache(maxsize=1024)\ndef solve(size): ...\n\nclass Solver:\n    def solve(self):\n        return solve(self.size)',
    link: {
      title: 'How to cache method calls',
      url: 'https://docs.python.org/3/faq/programming.html#how-do-i-cache-method-calls',
    },
  },
  {
    id: 'class-registry',
    title: 'Class that keeps its instances',
    explanation:
      'An instance refers to its class, and the class, by one of its attributes, to the instance. With a class at module level that is a list that only grows; with a class that was made at run time it is a cycle, and the class and all of its instances wait together.',
    fix: 'Keep the instances in a `WeakSet`.',
    before:
      'class Plugin:\n    instances = []\n    def __init__(self):\n        self.instances.append(self)',
    after:
      'class Plugin:\n    instances = weakref.WeakSet()\n    def __init__(self):\n        self.instances.add(self)',
    link: {
      title: 'weakref.WeakSet',
      url: 'https://docs.python.org/3/library/weakref.html#weakref.WeakSet',
    },
  },
  {
    id: 'dropped-class',
    title: 'Class made at run time and dropped',
    explanation:
      'Every class is on cycles of its own: it is the first entry of its `__mro__`, and its descriptors and methods refer to it. They do no harm while the class lives as long as the program. A class made inside a function, by `namedtuple`, `dataclass` or `type(…)` in a loop, becomes garbage that only the collector frees.',
    fix: 'Make the class once, at module level, or keep those made in a dictionary by what they are made from.',
    before: 'def parse(row):\n    Row = namedtuple("Row", row.names)\n    return Row(*row.values)',
    after:
      '@functools.cache\ndef row_class(names):\n    return namedtuple("Row", names)\n\ndef parse(row):\n    return row_class(tuple(row.names))(*row.values)',
    link: {
      title: 'functools.cache',
      url: 'https://docs.python.org/3/library/functools.html#functools.cache',
    },
  },
  {
    id: 'bound-method',
    title: 'Bound method stored on its own object',
    explanation:
      'A bound method refers to the object it is bound to by `__self__`. Stored in an attribute of that object, or in something that the object holds (a callback, a `partial`, a dispatch table), it closes a cycle.',
    fix: 'Look the method up when it is needed, store the plain function, or hold the method by `weakref.WeakMethod`.',
    before: 'self.callback = self.on_event',
    after:
      'self.callback = weakref.WeakMethod(self.on_event)\n# and where it is called:\ncallback = self.callback()\nif callback is not None:\n    callback()',
    link: {
      title: 'weakref.WeakMethod',
      url: 'https://docs.python.org/3/library/weakref.html#weakref.WeakMethod',
    },
  },
  {
    id: 'closure-cell',
    title: 'Closure that holds what holds it',
    explanation:
      'A function keeps the variables it uses from the function around it in cells. When such a variable is the function itself (a recursive inner function), or an object that stores the function, the cell closes a cycle: one for every call of the outer function.',
    fix: 'Pass what the inner function needs as an argument, or move it to module level; for a callback let it refer weakly to its object.',
    before:
      'def visit(tree):\n    def walk(node):\n        for child in node: walk(child)\n    walk(tree)',
    after: 'def visit(tree):\n    for child in tree: visit(child)',
    link: {
      title: 'Names, scopes and closures',
      url: 'https://docs.python.org/3/reference/executionmodel.html#naming-and-binding',
    },
  },
  {
    id: 'pandas-accessor',
    title: 'Accessor that keeps its DataFrame',
    explanation:
      'pandas before 3.0 creates an accessor once for each frame or series and caches it on the object; the accessor in turn keeps the object it was made for. Every frame on which the accessor was used once waits for the collector, with all of its data, instead of going when its last name goes. pandas 3.0 no longer caches accessors.',
    fix: 'Let the accessor refer weakly to its frame, or be a function that takes the frame. Fixed in pandas 3.0, unless the program caches the accessor itself.',
    before:
      '@pd.api.extensions.register_dataframe_accessor("ww")\nclass Accessor:\n    def __init__(self, frame):\n        self._frame = frame',
    after:
      '@pd.api.extensions.register_dataframe_accessor("ww")\nclass Accessor:\n    def __init__(self, frame):\n        self._frame_ref = weakref.ref(frame)\n\n    @property\n    def _frame(self):\n        return self._frame_ref()',
    link: {
      title: 'Registering custom accessors',
      url: 'https://pandas.pydata.org/docs/development/extending.html#registering-custom-accessors',
    },
  },
  {
    id: 'linked-ring',
    title: 'Linked objects that lead back to themselves',
    explanation:
      'Objects of one type refer to each other by attributes, and the chain comes round again: a ring, a list linked both ways, or a tree whose nodes know their parent. Dropping the last name frees none of them.',
    fix: 'Refer weakly in one direction, the one that does not own (previous, parent), or take the ring apart when it is no longer needed.',
    before: 'node.next = other\nother.previous = node',
    after: 'node.next = other\nother.previous = weakref.ref(node)',
    link: {
      title: 'weakref.ref',
      url: 'https://docs.python.org/3/library/weakref.html#weakref.ref',
    },
  },
  {
    id: 'keeps-owner',
    title: 'Accessor or cached property that keeps its owner',
    explanation:
      'One object holds another in an attribute (a helper, a view, the value of a `cached_property`), and that one keeps a reference to its owner. Neither goes when the last name of the owner goes.',
    fix: 'Let the helper refer weakly to its owner, or pass the owner to its methods.',
    before:
      'class Report:\n    @cached_property\n    def view(self):\n        return View(self)\n\nclass View:\n    def __init__(self, owner):\n        self._owner = owner',
    after:
      'class View:\n    def __init__(self, owner):\n        self._owner_ref = weakref.ref(owner)\n\n    @property\n    def _owner(self):\n        return self._owner_ref()',
    link: {
      title: 'weakref.ref',
      url: 'https://docs.python.org/3/library/weakref.html#weakref.ref',
    },
  },
  {
    id: 'parent-child',
    title: 'Parent and child that refer to each other',
    explanation:
      'A parent keeps its children in a list or dict, and every child refers to its parent. One child that is still referred to keeps the whole tree; a tree that is dropped waits for the collector.',
    fix: 'Let the child refer weakly to its parent: the parent owns the child, not the reverse.',
    before: 'def add(self, child):\n    self.children.append(child)\n    child.parent = self',
    after:
      'def add(self, child):\n    self.children.append(child)\n    child.parent_ref = weakref.ref(self)',
    link: {
      title: 'weakref.ref',
      url: 'https://docs.python.org/3/library/weakref.html#weakref.ref',
    },
  },
  {
    id: 'self-container',
    title: 'Container that contains itself',
    explanation:
      'A list, dict or similar container leads back to itself through its own items and nothing but other containers. Linked structures made of lists, such as the ring inside a pure-Python OrderedDict, look like this too.',
    fix: 'Take the item out when the container is no longer needed, or clear the container.',
    before: 'scope["self"] = scope',
    after: 'scope.clear()',
    link: {
      title: 'How Python manages memory',
      url: 'https://docs.python.org/3/faq/design.html#how-does-python-manage-memory',
    },
  },
];
