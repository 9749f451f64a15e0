import type { NodeIndex } from '../../heap/heap-graph.ts';
import { NO_NODE, NodeFlag } from '../../heap/heap-graph.ts';
import { ModuleOrigin } from '../names/program-modules.ts';
import type { Advice, GarbageCause, Subject } from './cause.ts';
import type { CauseContext } from './cause-context.ts';
import { BUILTIN_NAMES } from './code-index.ts';
import type { CyclePart, CycleWay } from './cycle-way.ts';
import { waysBack } from './cycle-way.ts';
import type { GarbageGroup, GarbageGroups } from './garbage-groups.ts';
import { firstCodeOfClass } from './garbage-groups.ts';
import type { CodePlace } from './heap-reader.ts';
import { lastPart } from './heap-reader.ts';
import { uniquePlaces, withoutStandard } from './places.ts';
import { describeGroup } from './subject.ts';
import { compareNames, SUSPENDS } from './type-sets.ts';
import { mayLeadBackWeakly } from './weak-back.ts';

/** Groups that are told; the rest is in the totals. */
const TOLD = 12;
/** Owners of a group whose ways back are looked at, evenly spread. */
const SAMPLED = 40;
const SHOWN_WAYS = 3;

export function garbageCauses(ctx: CauseContext, { groups }: GarbageGroups): GarbageCause[] {
  return groups
    .map((group, id) => ({ group, id }))
    .filter(({ group }) => group.objects > 0)
    .slice(0, TOLD)
    .map(({ group, id }) => causeOf(ctx, group, id));
}

function causeOf(ctx: CauseContext, group: GarbageGroup, id: number): GarbageCause {
  const { heap } = ctx;
  if (group.key.startsWith('class ')) {
    const nameOf = (node: NodeIndex): string =>
      heap.isType(node) ? heap.preview(node) : heap.type(node);
    group.owners.sort((a, b) => compareNames(nameOf(a), nameOf(b)));
  }
  const every = Math.ceil(group.owners.length / SAMPLED);
  const sample = group.owners.filter((_, at) => at % every === 0);
  const owner = sample[0] ?? NO_NODE;
  const cls = heap.isType(owner) ? owner : heap.classOf(owner);
  const isDeadClass = cls !== NO_NODE && heap.isUnreachable(cls);
  const ways = tellingWays(ctx, sample);
  return {
    kind: group.isLost ? 'lost' : 'garbage',
    bytes: group.bytes,
    nativeBytes: group.nativeBytes,
    objects: group.objects,
    subject: subjectOf(ctx, owner, Math.max(group.ownCount, 1)),
    deadClasses: isDeadClass ? group.owners.length : 0,
    deadClass: isDeadClass ? lastPart(heap.preview(cls)) : '',
    ways,
    group: id,
    places: placesOf(ctx, owner, isDeadClass ? cls : NO_NODE, ways),
    advice: adviceFor(ctx, owner, ways, isDeadClass),
    example: owner,
  };
}

function subjectOf(ctx: CauseContext, owner: NodeIndex, count: number): Subject {
  return describeGroup(ctx, { type: ctx.heap.graph.type[owner], count, example: owner }, false);
}

/** The attribute of a class is easier to change than a variable, and that than an item. */
function ease({ cut }: CycleWay): number {
  if (cut === null) return 4;
  if (cut.hasItems) return 3;
  switch (cut.form) {
    case 'attribute':
    case 'method':
      return 0;
    case 'local':
    case 'cell':
      return 1;
    default:
      return 4;
  }
}

/** Of what leads back to most owners the easiest to cut, with what leads back to the same owners. */
function tellingWays(ctx: CauseContext, sample: readonly NodeIndex[]): readonly CycleWay[] {
  const counted = new Map<string, { way: CycleWay; owners: Set<number> }>();
  sample.forEach((owner, at) => {
    for (const way of waysBack(ctx, owner)) {
      const known = counted.get(way.key) ?? { way, owners: new Set<number>() };
      counted.set(way.key, known);
      known.owners.add(at);
    }
  });
  const enough = [...counted.values()]
    .filter(({ owners }) => owners.size >= sample.length * 0.4 || owners.size >= 3)
    .sort(
      (a, b) =>
        ease(a.way) - ease(b.way) ||
        b.owners.size - a.owners.size ||
        a.way.parts.length - b.way.parts.length ||
        (a.way.key < b.way.key ? -1 : 1),
    );
  const [best] = enough;
  if (best === undefined) return [];
  return enough
    .filter(({ owners }) => [...owners].some((at) => best.owners.has(at)))
    .slice(0, SHOWN_WAYS)
    .map(({ way }) => way);
}

function placesOf(
  ctx: CauseContext,
  owner: NodeIndex,
  deadClass: NodeIndex,
  ways: readonly CycleWay[],
): readonly CodePlace[] {
  const { heap, code } = ctx;
  const type = heap.type(owner);
  const found: (CodePlace | null)[] = ways.flatMap((way) => placesOfWay(ctx, way));
  if (deadClass !== NO_NODE) {
    const first = firstCodeOfClass(ctx, deadClass);
    if (first !== NO_NODE) found.unshift(code.enclosing(first));
  }
  found.push(
    ...code
      .makersOf(type)
      .filter((maker) => maker.plain !== '<module>')
      .slice(0, 1),
  );
  for (const { cut } of ways) {
    if (cut !== null) found.push(...code.methodsOf(heap.type(cut.of)).slice(0, 1));
  }
  found.push(...code.methodsOf(type).slice(0, 1));
  const isOwn = (place: CodePlace): boolean => place.origin === ModuleOrigin.program;
  const list = uniquePlaces(found).filter((place) => place.name !== '<module>' || isOwn(place));
  if (list.slice(0, 3).some(isOwn)) return withoutStandard(list).slice(0, 3);
  const own = list.filter(isOwn);
  const users = own.length > 0 ? own : code.usersOfPackage(type.split('.')[0] ?? '');
  const shown =
    users.length > 4 ? list : uniquePlaces([...list.slice(0, 2), ...users.slice(0, 1), ...list]);
  return shown.slice(0, 3);
}

/** One function for each reference of the cycle: where it is set. */
function placesOfWay(ctx: CauseContext, { parts, cut, last }: CycleWay): (CodePlace | null)[] {
  if (cut === null) return [];
  const found: (CodePlace | null)[] = [];
  for (const part of [cut, parts[0], last]) {
    if (part === undefined || part === null) continue;
    found.push(part.place, ...settersOf(ctx, part));
    if (part.form === 'cell') found.push(part.maker);
  }
  for (const part of parts) if (part !== cut) found.push(...settersOf(ctx, part));
  for (const part of parts) if (part !== cut) found.push(part.place);
  return found;
}

function settersOf({ heap, code }: CauseContext, { form, name, of }: CyclePart): CodePlace[] {
  if (form !== 'attribute' || BUILTIN_NAMES.has(name)) return [];
  const classes = heap.classNames(of);
  return code
    .usersOf(name, { kind: 'attribute', classes, isSet: true })
    .slice(0, 1)
    .map(({ use }) => use);
}

/** `Blocks.iloc`, `children[…]`, a variable by its name. */
export function referenceText({ form, holder, name, hasItems }: CyclePart): string {
  const items = hasItems ? '[…]' : '';
  if (form === 'local' || form === 'cell') return `${name}${items}`;
  if (form === 'method') return holder;
  return name === '' ? `${holder}${items}` : `${holder}.${name}${items}`;
}

function adviceFor(
  ctx: CauseContext,
  owner: NodeIndex,
  ways: readonly CycleWay[],
  isDeadClass: boolean,
): Advice {
  const { heap } = ctx;
  const name = heap.short(owner);
  const [way] = ways;
  if (way === undefined || way.cut === null) return { id: 'none' };
  const { cut, last, parts } = way;
  if (isDeadClass) return { id: 'classPerCall', reference: referenceText(cut) };
  const ofVariables = adviceForVariables(ctx, ways);
  if (ofVariables !== null) return ofVariables;
  const reference = referenceText(cut);
  if (last?.form === 'method') return { id: 'boundMethod', reference, owner: name };
  if (cut.form === 'cell') return { id: 'closure', inner: cut.inner, variable: cut.name };
  if (parts.length === 1) return { id: 'selfReference', reference, owner: name };
  const references = [...new Set(ways.map((other) => other.cut).filter((part) => part !== null))];
  const texts = [...new Set(references.map(referenceText))];
  const isWeakable =
    heap.has(owner, NodeFlag.isUserInstance) &&
    references.every((part) => part.form === 'attribute' && !part.hasItems);
  if (isWeakable && mayLeadBackWeakly(ctx, owner, ways)) {
    return { id: 'weakBack', references: texts, owner: targetOf(way) };
  }
  return { id: 'clear', references: texts, owner: name };
}

/** The object that a cut reference leads to. */
function targetOf({ parts, cut, end }: CycleWay): string {
  const next = cut === null ? undefined : parts[parts.indexOf(cut) + 1];
  return next?.form === 'attribute' ? next.holder : end;
}

/** Variables of frames: what has not ended, an error that is kept, what is to be cleared. */
function adviceForVariables({ heap }: CauseContext, ways: readonly CycleWay[]): Advice | null {
  const parts = ways.flatMap((way) => way.parts);
  const locals = parts.filter(({ form }) => form === 'local');
  if (locals.length === 0) return null;
  const waiting = locals.find((part) => part.isSuspended || SUSPENDS.test(heap.bare(part.of)));
  if (waiting !== undefined) {
    return { id: 'suspended', run: waiting.place?.name ?? '', variable: waiting.name };
  }
  const kept = ways
    .flatMap((way) => way.parts.map((part, at) => ({ part, next: way.parts[at + 1] })))
    .find(
      ({ part, next }) =>
        part.form === 'attribute' &&
        heap.has(part.of, NodeFlag.isUserInstance) &&
        next?.name === '__traceback__',
    );
  if (kept !== undefined) return { id: 'keptError', reference: referenceText(kept.part) };
  const variables = new Map(
    locals.map((part) => [
      `${part.name} ${part.place?.name}`,
      { name: referenceText(part), run: part.place?.name ?? '' },
    ]),
  );
  return { id: 'clearVariable', variables: [...variables.values()].slice(0, 3) };
}
