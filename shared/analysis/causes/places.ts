import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE } from '../../heap/heap-graph.ts';
import { sparseString } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { NameStep } from '../names/name-steps.ts';
import type { ObjectName } from '../names/namer.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { CauseContext } from './cause-context.ts';
import type { CodeFunction, CodeUse } from './code-index.ts';
import { BUILTIN_NAMES, isModuleCode } from './code-index.ts';
import type { CodePlace, HeapReader } from './heap-reader.ts';
import { callbackOf, tellingOf } from './subject.ts';
import { suspendedIn } from './suspended.ts';
import { FINALIZER, OF_LOOPS } from './type-sets.ts';
import type { LargeItem } from './why-large.ts';

/** Each function once, as it comes first; without those that are in no file. */
export function uniquePlaces(places: Iterable<CodePlace | null | undefined>): CodePlace[] {
  const found = new Map<string, CodePlace>();
  for (const place of places) {
    if (place === null || place === undefined || place.file === '') continue;
    const key = `${place.file}:${place.name === '' ? place.line : place.name}`;
    if (!found.has(key)) found.set(key, place);
  }
  const all = [...found.values()];
  // What a package writes for a class, such as its __init__, is in no file that could be changed.
  const written = all.filter(({ file }) => !GENERATED.test(file));
  return written.length > 0 ? written : all;
}

const GENERATED = /^<(attrs generated|string>)/;

/** The standard library is not what is to be changed, where anything else is left. */
export function withoutStandard(places: readonly CodePlace[]): readonly CodePlace[] {
  const others = places.filter(({ origin }) => origin !== ModuleOrigin.standard);
  return others.length > 0 ? others : places;
}

export function isOwnPlace(place: CodePlace): boolean {
  return place.origin === ModuleOrigin.program;
}

/** The file of a module, by the code of its first function. */
export function fileOfModule({ heap }: CauseContext, module: NodeIndex): CodePlace | null {
  const known = heap.modules.ofNode.get(module);
  if (known === undefined) return null;
  if (known.file !== '' && !known.file.endsWith('…')) {
    return { file: known.file, line: 1, name: '', origin: known.origin };
  }
  const { firstEdge, edgeTarget } = heap.graph;
  const { namespace } = known;
  if (namespace === NO_NODE) return null;
  for (let edge = firstEdge[namespace]; edge < firstEdge[namespace + 1]; edge++) {
    if (heap.bare(edgeTarget[edge]) !== 'function') continue;
    const place = heap.place(heap.referent(edgeTarget[edge], '__code__'));
    if (place !== null) return { ...place, name: '' };
  }
  return null;
}

/** What an accumulation is to the search for its places. */
export interface PlacedAccumulation {
  /** One of the items, and of what lies in them in the end. */
  readonly item: NodeIndex;
  readonly leaf: NodeIndex;
  readonly name: ObjectName;
  readonly large: LargeItem | null;
}

/**
 * Functions of the package that holds an accumulation are named where so few of the program use it.
 */
const FEW_USERS = 6;

/**
 * The functions where an accumulation is made and can be put right, the program's before
 * libraries', the most telling first: frames that keep it, functions on the way to it, who fills
 * the attribute or variable, who calls that, who makes the items.
 */
export function placesOfAccumulation(
  ctx: CauseContext,
  accumulation: PlacedAccumulation,
): readonly CodePlace[] {
  const { heap, code } = ctx;
  const { item, name, large } = accumulation;
  if (FINALIZER.test(heap.type(item))) {
    const makers = makersOfFinalizer(ctx, item);
    if (makers.length > 0) return uniquePlaces(makers);
  }
  const about = OF_LOOPS.test(heap.type(item)) ? tellingOf(ctx, item) : NO_NODE;
  const waiting = suspendedIn(ctx, about === NO_NODE ? item : about);
  const onWay = functionsOnWay(ctx, name);
  const uses = usesOnWay(ctx, name.steps);
  const callers = callersOfFiller(ctx, uses, name.steps);
  const callback = callbackOf(heap, accumulation.leaf === NO_NODE ? item : accumulation.leaf);
  const closure = callback === NO_NODE ? null : code.makerOf(callback);
  const makers = code.makersOf(heap.type(item)).filter((maker) => !isModuleCode(maker));
  const own = uses.filter(isOwnUse).map(({ use }) => use);
  const foreign = uses.filter((use) => !isOwnUse(use)).map(({ use }) => use);
  const frames = framesOnWay(heap, name);
  const inits = code.methodsOf(heap.type(item)).filter((method) => method.plain === '__init__');
  const list = uniquePlaces([
    allocationOf(heap, item),
    ...loggingOf(ctx, item),
    ...(large?.frames ?? []),
    ...waiting.filter(isOwnPlace),
    ...fillsOfVariables(ctx, name),
    ...onWay.filter(isOwnPlace),
    closure !== null && isOwnPlace(closure) && closure.code !== codeOf(heap, callback)
      ? closure
      : null,
    ...own.filter((use) => !isModuleCode(use)).slice(0, callers.length > 0 ? 1 : 2),
    ...callers.slice(0, 1),
    ...makers.slice(0, 1),
    ...frames.filter(isOwnPlace).slice(-1),
    ...foreign.slice(0, 2),
    closure,
    ...inits.filter(isOwnPlace),
    ...own,
    ...waiting,
    ...frames.slice(-1),
  ]);
  if (large !== null && large.link !== '') {
    const classes = heap.classNames(item);
    const [set] = code.usersOf(large.link, { kind: 'attribute', classes, isSet: false });
    if (set !== undefined) list.splice(1, 0, set.use);
  }
  if (list.some((place) => isOwnPlace(place) && place.name !== '<module>')) {
    const [first] = list;
    const isForeign = first !== undefined && !isOwnPlace(first);
    return ownFirst([...(isForeign ? callersByName(ctx, first).slice(0, 1) : []), ...list]);
  }
  return withUsersOfPackage(ctx, list, closure, heap.type(item), name.text);
}

/**
 * Functions of the program that call `finalize`, those that also name what it is to call before
 * others.
 */
function makersOfFinalizer({ heap, code }: CauseContext, info: NodeIndex): CodeFunction[] {
  const func = heap.referent(info, 'func');
  const called = func === NO_NODE ? null : code.ofCode(codeOf(heap, func));
  const makers = code.using('finalize').filter((own) => isOwnPlace(own) && !isModuleCode(own));
  const naming = makers.filter((own) => code.namesOf(own).includes(called?.plain ?? ''));
  return [...naming, ...makers].map((own) => code.atMethodCall(own, 'finalize'));
}

/** The code of a function or a bound method. */
function codeOf(heap: HeapReader, callable: NodeIndex): NodeIndex {
  const isMethod = heap.bare(callable) === 'method';
  return heap.referent(isMethod ? heap.referent(callable, '__func__') : callable, '__code__');
}

/** Where tracemalloc saw an object made: what was seen says it better than what could have been. */
function allocationOf({ graph, modules }: HeapReader, node: NodeIndex): CodePlace | null {
  const site = sparseString(graph.allocationSite, node);
  const found = site === NO_STRING ? null : /^(.*):(\d{1,9})$/s.exec(graph.strings.get(site));
  if (found === null) return null;
  const [, file = '', line = ''] = found;
  return { file, line: Number(line), name: '', origin: modules.originOfFile(file) };
}

/** Who logged a record, which it says itself; who asks for a logger that is kept. */
function loggingOf({ heap, code }: CauseContext, item: NodeIndex): CodePlace[] {
  if (heap.type(item) === 'logging.Logger') {
    return code
      .using('getLogger')
      .filter((use) => isOwnPlace(use) && !isModuleCode(use))
      .map((use) => code.atMethodCall(use, 'getLogger'));
  }
  if (!heap.classNames(item).includes('logging.LogRecord')) return [];
  const [file, name, line] = ['pathname', 'funcName', 'lineno'].map((attribute) => {
    const found = heap.attribute(item, attribute);
    return found === NO_NODE ? '' : heap.preview(found);
  });
  if (file === undefined || name === undefined || file === '' || !Number(line)) return [];
  // A long path is cut in what the dump shows of a text; a function of this name has it whole.
  const function_ = code.functions.find(
    (own) => own.plain === name && own.file.startsWith(file.replace(/…$/, '')),
  );
  const place = { file, name, origin: heap.modules.originOfFile(file), ...function_ };
  return [{ ...place, line: Number(line) }];
}

/** Nothing of the program's so far: who of it uses the package that keeps or makes the items. */
function withUsersOfPackage(
  ctx: CauseContext,
  list: readonly CodePlace[],
  closure: CodeFunction | null,
  itemType: string,
  holderText: string,
): readonly CodePlace[] {
  const { code } = ctx;
  const packages = [closure?.module ?? '', itemType, holderText].map(
    (name) => name.split('.')[0] ?? '',
  );
  const users = [...new Set(packages)]
    .filter((name) => name !== '')
    .flatMap((name) => code.usersOfPackage(name));
  const few = [...new Set(users)].sort(
    (a, b) => Number(a.plain.startsWith('__')) - Number(b.plain.startsWith('__')),
  );
  return ownFirst([
    ...(few.length <= FEW_USERS ? few.slice(0, 1) : []),
    ...callersByName(ctx, list[0]).slice(0, 1),
    ...list,
  ]);
}

/** The program's own code before libraries', each as it comes. */
function ownFirst(places: readonly CodePlace[]): readonly CodePlace[] {
  const found = uniquePlaces(places);
  const others = found.filter((place) => !isOwnPlace(place));
  return withoutStandard([...found.filter(isOwnPlace), ...others]);
}

function isOwnUse({ use }: CodeUse): boolean {
  return isOwnPlace(use);
}

/** Functions that use the attributes and variables on the way, those nearest to its end first. */
function usesOnWay(ctx: CauseContext, steps: readonly NameStep[]): readonly CodeUse[] {
  const found: CodeUse[] = [];
  for (const step of [...steps].reverse()) {
    const uses = usesOfStep(ctx, step).slice(0, 3);
    found.push(...uses);
    if (uses.some(isOwnUse) || found.length >= 6) break;
  }
  return found;
}

function usesOfStep(ctx: CauseContext, { kind, name, owner }: NameStep): readonly CodeUse[] {
  const { heap, code } = ctx;
  if (kind === 'attribute') {
    return code.usersOf(name, { kind, classes: heap.classNames(owner), isSet: false });
  }
  if (kind !== 'global') return [];
  const module = heap.modules.ofNamespace.get(owner) ?? heap.modules.ofNode.get(owner);
  if (module === undefined) return [];
  const file = fileOfModule(ctx, module.node)?.file ?? '';
  return code.usersOf(name, { kind, file: file === '' ? fileOfMain(ctx, module.name) : file });
}

function fileOfMain({ code }: CauseContext, module: string): string {
  if (module !== '__main__') return '';
  return code.functions.find((own) => isModuleCode(own) && isOwnPlace(own))?.file ?? '';
}

/** Where variables on the way are filled or set, in the functions that have them. */
function fillsOfVariables(
  { heap, code }: CauseContext,
  { steps }: ObjectName,
): readonly CodePlace[] {
  return [...steps].reverse().flatMap(({ kind, name, owner }) => {
    if (kind !== 'local' && kind !== 'cell') return [];
    const own = FRAME_CODE.map((label) => heap.referent(owner, label)).find(
      (found) => found !== NO_NODE,
    );
    return own === undefined ? [] : code.fillsOfVariable(name, own).slice(0, 1);
  });
}

const FRAME_CODE = ['f_code', 'cr_code', 'gi_code', 'ag_code', '__code__'];

/** Who calls the method that fills it: uses its name, and a variable on the way. */
function callersOfFiller(
  { code }: CauseContext,
  uses: readonly CodeUse[],
  steps: readonly NameStep[],
): readonly CodeFunction[] {
  const filler = uses.find(
    ({ use, rank }) =>
      use.name.includes('.') && (rank === 0 || rank === 2) && !use.plain.startsWith('__'),
  )?.use;
  if (filler === undefined || BUILTIN_NAMES.has(filler.plain)) return [];
  const onWay = new Set(
    steps.filter(({ kind }) => kind === 'global' || kind === 'attribute').map(({ name }) => name),
  );
  return code
    .using(filler.plain)
    .filter(
      (use) =>
        isOwnPlace(use) &&
        !use.isClassBody &&
        !isModuleCode(use) &&
        use.code !== filler.code &&
        code.namesOf(use).some((name) => onWay.has(name)),
    )
    .map((use) => code.atMethodCall(use, filler.plain));
}

/** Functions of the program that call a library's function, or make what it is a method of. */
function callersByName({ code }: CauseContext, place: CodePlace | undefined): CodeFunction[] {
  const parts = place?.name.split('.') ?? [];
  for (const name of [parts.at(-1) ?? '', parts[0] ?? '']) {
    if (name === '' || /^[_<]/.test(name) || BUILTIN_NAMES.has(name)) continue;
    const found = code.using(name).filter((use) => isOwnPlace(use) && !isModuleCode(use));
    if (found.length > 0 && found.length <= 5) return found;
  }
  return [];
}

/** Functions on the way, with what a cache of theirs wraps: the last first. */
function functionsOnWay({ heap, code }: CauseContext, { steps }: ObjectName): CodeFunction[] {
  const found = new Set<CodeFunction>();
  for (const { target } of [...steps].reverse()) {
    const isCache = heap.bare(target).endsWith('_lru_cache_wrapper');
    const own = isCache ? heap.referent(target, '__wrapped__') : target;
    if (own === NO_NODE || heap.bare(own) !== 'function') continue;
    const function_ = code.ofCode(heap.referent(own, '__code__'));
    if (function_ !== null) found.add(function_);
  }
  return [...found];
}

/** Frames whose variables are on the way, the outermost first. */
export function framesOnWay(heap: HeapReader, { root, steps }: ObjectName): CodePlace[] {
  const nodes = steps.filter(({ kind }) => kind === 'local').map(({ owner }) => owner);
  if (root.kind === 'frame') nodes.unshift(root.node);
  const places = nodes.map((node) => heap.placeOfRunning(node));
  return uniquePlaces(places).filter(({ name }) => name !== '');
}
