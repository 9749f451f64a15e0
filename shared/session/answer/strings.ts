import { formatBytes, formatCount } from '../../base/units.ts';

/** Words of the answer; code in them stands between backticks. */

/** `native`: of the bytes, those outside of Python's objects; 0 where they are not worth a word. */
export const SIZE = (bytes: number, share: number, ofResident: boolean, native: number): string => {
  const notes = [
    ...(ofResident ? [`${Math.max(1, Math.round(100 * share))} % of the resident memory`] : []),
    ...(native > 0 ? [`${formatBytes(native)} of it native`] : []),
  ];
  return notes.length === 0 ? formatBytes(bytes) : `${formatBytes(bytes)} (${notes.join(', ')})`;
};

export const BESIDES = (sentence: string): string => `Besides, ${sentence}`;
export const CYCLES = (cycles: readonly string[]): string => `The cycle: ${cycles.join('; ')}.`;
export const LOOK_AT = (places: readonly string[]): string => `Look at ${places.join(', ')}.`;

export const SENTENCE = {
  garbage: (size: string, subject: string, isOne: boolean): string =>
    `${size} wait for the garbage collector: ${subject} ${isOne ? 'is' : 'are'} in reference cycles.`,
  garbageWithNative: (size: string, subject: string, isOne: boolean, owned: string): string =>
    `About ${size} wait for the garbage collector: ${subject} ${isOne ? 'is' : 'are'} in reference cycles and own memory outside of Python's objects (${owned}).`,
  lost: (size: string, subject: string, isOne: boolean): string =>
    `${size} are lost for good: ${subject} in ${isOne ? 'a cycle' : 'cycles'} through something the collector cannot see into.`,
  hidden: (size: string, subject: string, isOne: boolean, through: string): string =>
    `${size} are lost for good: ${subject} in ${isOne ? 'a cycle' : 'cycles'} through a ${through}, which the collector cannot see into.`,
  outside: (size: string, subject: string): string =>
    `${size} are kept from outside of Python's objects: ${subject} have references that C code took and never gave back.`,
  accumulation: (size: string, holder: string, subjects: string): string =>
    `${size} pile up in \`${holder}\`: ${subjects}.`,
  chain: (size: string, holder: string, subjects: string, link: string): string =>
    `${size} pile up in a chain that begins at \`${holder}\`: ${subjects}${link === '' ? '' : `, each held by \`${link}\` of the one before`}.`,
  modules: (size: string, modules: string): string =>
    `${size} pile up in \`sys.modules\`: ${modules}.`,
  frames: (size: string, run: string, threads: number, variable: string): string =>
    `${size} pile up in the variables${variable === '' ? '' : `, such as \`${variable}\`,`} of ${run}(), which ${formatCount(threads)} threads are in.`,
  callbacks: (size: string, subjects: string): string =>
    `${size} pile up in the callbacks of \`atexit\`: ${subjects}.`,
  greenlets: (size: string, count: number, runs: string, holder: string): string =>
    `About ${size} are in the variables of ${formatCount(count)} suspended greenlets, in ${runs}${holder}.`,
  greenletsHeldBy: (holder: string, count: number): string =>
    `; \`${holder}\` keeps ${formatCount(count)} of them`,
  frozen: (size: string, subject: string): string =>
    `About ${size} are in objects that gc.freeze() hides: about ${subject}, which are not in this dump.`,
  native: (bytes: number, resident: number, suspect: string): string =>
    `${formatBytes(bytes)} of the ${formatBytes(resident)} resident are not in Python's objects${suspect}.`,
  nativeSuspect: (items: string, holder: string, type: string): string =>
    `: they may belong to the ${items} in \`${holder}\`, whose ${type} objects own native memory`,
  nativeUnknown:
    ': a C library or its allocator has them, and no Python object is known to hold them',
  kept: (bytes: number, resident: number, by: string, isAlone: boolean): string =>
    `${formatBytes(bytes)} of the ${formatBytes(resident)} resident are free, but kept by ${by}: ${isAlone ? 'nothing leaks, ' : ''}the memory is fragmented, or was needed before.`,
  keptBy: (byPymalloc: number, byMalloc: number): string =>
    byPymalloc === 0
      ? 'malloc'
      : byMalloc === 0
        ? "Python's allocator"
        : `the allocators, ${formatBytes(byPymalloc)} by Python's and ${formatBytes(byMalloc)} by malloc`,
} as const;

export const SUBJECT = {
  suchAs: (what: string, name: string): string => `${what} such as ${name}`,
  keys: (what: string, keys: readonly string[]): string => `${what} {${keys.join(', ')}}`,
  runs: (what: string, name: string): string => `${what} of ${name}()`,
  task: (what: string, name: string): string => `${what}, which lead to Tasks of ${name}()`,
  coroutine: (what: string, name: string): string => `${what}, which lead to ${name}()`,
  call: (what: string, name: string): string => `${what} that call ${name}`,
  variable: (what: string, value: string, name: string): string =>
    `${what}, in each ${value} for \`${name}\``,
  each: (what: string, inner: string): string => `${what}, in each ${inner}`,
  nested: (what: string): string => `${what} in one another`,
  atLeast: (what: string): string => `more than ${what}`,
  inside: (outer: string, inner: string): string => `${outer}, in them ${inner}`,
  deadClasses: (classes: string, name: string): string =>
    `${classes} such as ${name}, each with its instances,`,
  one: (type: string, items: number): string =>
    items < 0 ? `one ${type}` : `one ${type} of ${formatCount(items)} items`,
  oneShaped: (type: string, shape: string): string => `one ${type}, ${shape}`,
  oneText: (type: string, characters: number, text: string): string =>
    `one ${type}${characters < 0 ? '' : ` of ${formatCount(characters)} characters`} ('${text}')`,
  and: (subjects: readonly string[]): string => subjects.join(' and '),
} as const;

export const WHY = {
  view: (bytes: number, shape: readonly number[]): string =>
    `each is a part of a larger array and keeps all of it, ${formatBytes(bytes)} for ${shape.map(formatCount).join(' × ')}`,
  gradients: (bytes: number): string =>
    `each keeps what it was computed from, ${formatBytes(bytes)}`,
  traceback: (runs: readonly string[]): string =>
    `each keeps its traceback, and that the variables of ${runs.map((run) => `${run}()`).join(' and ')}`,
  suspended: (run: string): string => `each keeps ${run}() suspended, and that its variables`,
  byOne: (name: string, type: string, bytes: number): string =>
    `each keeps by \`.${name}\` a ${type} of ${formatBytes(bytes)}`,
  byMostly: (name: string, type: string, bytes: number): string =>
    `each keeps ${formatBytes(bytes)}, most of it by \`.${name}\`, a ${type}`,
  bySeveral: (names: readonly string[], bytes: number): string =>
    `each keeps ${formatBytes(bytes)} by ${names.map((name) => `\`.${name}\``).join(', ')}`,
} as const;

export const CYCLE = {
  variable: (name: string): string => `variable ${name}`,
  ofFunction: (run: string): string => (run === '' ? '' : ` of ${run}()`),
  ofClosure: (inner: string, maker: string): string =>
    inner === '' ? ' of a closure' : `, which ${inner}() in ${maker}() closes over`,
  method: (name: string): string => `bound method ${name}`,
} as const;

export const ADVICE = {
  nextCollection: 'Nothing leads to them any more: the next collection frees them.',
  weakBack: (references: readonly string[], owner: string): string =>
    `Let ${references.join(', ')} lead back weakly (weakref.ref): the ${owner} owns the rest.`,
  boundMethod: (reference: string, owner: string): string =>
    `${reference} keeps the bound method, and that its ${owner}. Make it when it is asked for (a property), or bind it by weakref.WeakMethod.`,
  closure: (inner: string, variable: string): string =>
    `Let ${inner === '' ? 'the function' : `${inner}()`} not close over \`${variable}\`: pass it as an argument when it is called, or make the function where it is used and do not keep it.`,
  selfReference: (reference: string, owner: string): string =>
    `A ${owner} leads to itself by ${reference}: drop that reference, or set it to None when the ${owner} is done.`,
  classPerCall: (reference: string): string =>
    `Make the class once, outside of the function, and drop what leads back to it (${reference}).`,
  suspended: (run: string, variable: string): string =>
    `${run === '' ? 'It' : `${run}()`} has not ended and keeps \`${variable}\`. Run it to its end, or close() it.`,
  keptError: (reference: string): string =>
    `${reference} keeps the error with its traceback, and that the variables of the frames. Keep error.with_traceback(None), or its text.`,
  clearVariable: (variables: readonly string[], first: string): string =>
    `Clear ${variables.join(', ')} when the function ends: \`finally: ${first} = None\`.`,
  variableOf: (name: string, run: string): string =>
    run === '' ? `\`${name}\`` : `\`${name}\` of ${run}()`,
  clear: (references: readonly string[], owner: string): string =>
    `Clear ${references.join(' and ')} when the ${owner} is done.`,
  hidden: (through: string, reference: string, owner: string): string =>
    `A ${through} does not show the collector what it holds, so that no collection can free these. Set ${reference} to None when the ${owner} is done.`,
  plainCopy: (type: string, references: readonly string[]): string =>
    `A ${type} keeps by ${references.map((name) => `.${name}`).join(', ')} all that it came from. Keep a plain copy: str(…).`,
  bounded: (limit: number): string =>
    `It is bounded, to ${formatCount(limit)} items. Lower the bound, or keep less in each item.`,
  none: '',
  collectorOff: 'The collector is switched off, so that nothing frees them meanwhile.',
  atexit:
    'atexit keeps a callback until the program ends, and a bound method keeps its object. Call atexit.unregister() when the object is done, or register a function that knows it weakly.',
  extension:
    'No variable leads to them. An extension took references and never gave them back: only it can be put right. Look for the call that makes them, and for a newer version.',
  interactive:
    'The interactive session keeps it. Delete it there (del sys.last_traceback, %reset out), or end a cell with a semicolon.',
  storedError:
    'A stored exception keeps its traceback, and that every variable of the frames it went through. Store its text, or exception.with_traceback(None).',
  unfinished:
    'They have not ended, and keep their variables. Give the wait a timeout, or cancel them.',
  weakValueKey:
    'A WeakKeyDictionary lets an entry go when nothing else refers to its key; here the values themselves refer to their keys. Let the value know its key weakly.',
  finalizerKeepsItsObject:
    'A finalizer keeps its function and arguments; here these lead back to its object, so that the object never goes. Give weakref.finalize() a function and arguments that do not refer to the object: not a method of it, but the resource to close.',
  finalizer:
    'A finalizer keeps its arguments until its object is gone. See what keeps the objects, give it less, or call detach() when the object is done.',
  lruCache:
    'A cache keeps every result with its arguments, on a method self among them. Give it a maxsize, leave self out of the key, or call cache_clear().',
  queue:
    'The queue is filled faster than it is emptied. Give it a maxsize, so that producers wait, or see why its consumer does not keep up.',
  loggers:
    'logging keeps every logger for good. Name loggers after modules, not after what comes and goes, and give what differs with each record (extra=, or a LoggerAdapter).',
  timer:
    'A timer keeps its callback and what that holds until it fires. cancel() it when it is not needed any more.',
  finished: 'They are done, and keep their results. Drop each when its result was used.',
  generator:
    'A generator that has not ended keeps its variables. Read it to its end, or close() it.',
  suspendedItem:
    'A generator or coroutine that has not ended keeps its variables. Run it to its end, or close() it.',
  callbacks: 'Callbacks keep what they close over. Take each off when its object is done.',
  method:
    'A bound method keeps its object. Take it out when the object is done, or keep a weakref.WeakMethod.',
  defaultArgument:
    'A default argument is one object for all calls. Use None, and make it in the function.',
  gradients:
    'A tensor keeps all that it was computed from, for the way back. Keep its number (.item()) or .detach() it, and compute what is not learned from under torch.no_grad().',
  view: 'A slice or view keeps the whole array it was taken from. Keep a copy: .copy().',
  chain:
    'Each link keeps the one after it. Keep only what is needed of it, or cut the link when it is done.',
  tee: 'What one copy of tee() has read waits for the slowest copy. Do not keep the other copy, or use a list.',
  threadLocal:
    'Each thread has its own, as long as it lives. Clear it when a thread has done its work, or let the thread end.',
  threads:
    'A thread keeps its variables until the function returns. Let the threads end, or drop what they do not need while they wait.',
  modules:
    'Each was made under a new name, and sys.modules keeps it for good. Use one name again, or take the module out of sys.modules when it is done.',
  greenlets:
    'Their frames are not in this dump, so the size is what nothing else explains. Wait with a timeout, switch to them, or kill them.',
  frozen:
    'The collector never looks at frozen objects again. Call gc.collect() before gc.freeze(), or gc.unfreeze().',
  takeOut: 'Take items out when they are done, or give it a limit.',
  dropItems: 'Keep what is needed of them as plain values, and take them out when they are done.',
  nativeUnknown:
    'Run it again under a profiler of native memory (memray --native, heaptrack), or compare two dumps: what grows in number with the memory is the lead.',
  mallocKeeps:
    'It is used again before more is taken from the system, so that it grows no further by itself. Give it back with malloc_trim(0), have fewer arenas (MALLOC_ARENA_MAX=2), use another allocator (jemalloc), or let a child process do what needs so much for a while.',
  pymallocKeeps:
    'It is used again before more is taken from the system, so that it grows no further by itself. An arena goes back only when no object is left in it: let a child process do what makes so many objects for a while, or work in smaller pieces.',
} as const;

export const HEALTHY = {
  nothing:
    'Nothing leaks: no garbage to speak of, and no object keeps an unusual share of the memory.',
  partial:
    'Nothing leaks in what could be read of this dump; part of it was lost, and what that held cannot be told.',
  unknown:
    'No object keeps an unusual share of the memory; whether any is garbage, this dump cannot tell.',
  mostIn: (bytes: number, what: string): string =>
    `The most in one place: ${formatBytes(bytes)} ${what}.`,
} as const;

export const UNKNOWN = {
  missingCounts: 'Nothing is known to leak: reference counts are missing from this dump.',
  noCycles: 'No reference cycles were found.',
  noCounts:
    'This dump carries no reference counts, so it cannot say which of them are garbage and which are still held.',
  subject: (named: readonly string[], others: number): string => {
    const rest =
      others > 0 ? ` and ${formatCount(others)} more ${others === 1 ? 'type' : 'types'}` : '';
    return `${named.join(others > 0 ? ', ' : ' and ')}${rest}`;
  },
  inCycles: (subject: string, isOne: boolean, families: number): string =>
    `${subject} ${isOne ? 'is' : 'are'} in reference cycles, in ${families === 1 ? 'one family' : `${formatCount(families)} families`}.`,
} as const;

export const DETACHED = {
  nodes: (count: number): string =>
    `${formatCount(count)} nodes are in no document any more, and JavaScript still holds them.`,
  which: (types: string, bytes: number, place: string): string =>
    `${types}, ${formatBytes(bytes)} by themselves.${place === '' ? '' : ` One is held in ${place}.`}`,
} as const;

export const BREAKS = {
  nothing:
    'There is nothing to break: no garbage to speak of is in cycles. What the program holds is not freed by breaking cycles; `ouroboros holders` says where it is.',
  unknown:
    'This dump cannot tell which cycles are garbage: these are the ones with the most objects.',
  weakOnlyIf: (target: string): string =>
    `clear it when its owner is done; a weak reference only where something else owns the ${target}`,
} as const;

export const WAITS = {
  items: (run: string, place: string): string => `They wait in ${run}() (${place}).`,
  holder: (run: string, place: string): string => `${run}() waits at ${place}.`,
} as const;

export const PLACE_IN = (holder: string, subjects: string): string =>
  `in \`${holder}\`: ${subjects}`;

export const ACCOUNT = {
  resident: (resident: number, parts: readonly string[]): string =>
    `Of ${formatBytes(resident)} resident, ${parts.join(', ')}.`,
  python: (bytes: number): string => `${formatBytes(bytes)} are Python's objects`,
  native: (bytes: number): string => `${formatBytes(bytes)} native memory of theirs`,
  kept: (bytes: number): string => `${formatBytes(bytes)} free, but kept by the allocators`,
  mappings: (bytes: number): string => `${formatBytes(bytes)} files and other mappings`,
  remainder: (bytes: number): string => `${formatBytes(bytes)} something else`,
  unknown:
    "This dump does not say how much memory the process had, so that what is outside of Python's objects cannot be told.",
} as const;
