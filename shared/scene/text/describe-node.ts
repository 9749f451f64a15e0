import { clip, showable } from '../../base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import { NO_COUNT, NodeFlag } from '../../heap/heap-graph.ts';
import type { ObjectDetails } from '../../heap/object-details.ts';
import { objectDetails } from '../../heap/object-details.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { SceneNodeRole } from '../model/scene.ts';

export interface NodeDescription {
  readonly title: string;
  readonly lines: readonly string[];
  readonly redactedLines: readonly string[];
}

/** Sizes below this are noise on a drawing. */
export const SIZE_WORTH_SHOWING = 1000;
/** What an object retains is said where it is that many times its own size, or more. */
const MORE_THAN_OWN = 1.05;
const MAX_TEXT = 200;

/** What an object is, for shape and colour; by the dump's flags first, then by its type's name. */
export function roleOfNode(graph: HeapGraph, node: NodeIndex): SceneNodeRole {
  const flags = graph.flags[node];
  if ((flags & NodeFlag.isModule) !== 0) return 'module';
  if ((flags & NodeFlag.isType) !== 0) return 'type';
  if ((flags & NodeFlag.isFrame) !== 0) return 'frame';
  const name = fullTypeName(graph, node).replace(/^(?:builtins|__builtin__)\./, '');
  return ROLE_BY_TYPE.get(name) ?? 'instance';
}

/**
 * The first line and those below it, `showable`, not yet clipped to a width.
 * `saysSize`: the object's own size is said elsewhere. `retained`: what it retains, where that is
 * known and not said elsewhere; it takes the place of its own size where it is more.
 */
export function describeNode(
  graph: HeapGraph,
  node: NodeIndex,
  role: SceneNodeRole,
  saysSize = false,
  retained = 0,
): NodeDescription {
  const details = objectDetails(graph, node);
  const length = graph.length?.[node] ?? NO_COUNT;
  const isName = NAMED_ROLES.has(role);
  const preview = isName ? fileName(previewText(graph, node)) : previewText(graph, node);
  const facts = factLine(graph, node, role, details, length, saysSize, retained);
  const shape = shapeText(details);
  const shown = shape === '' ? preview : shape;
  const isValue = shape === '' && preview !== '' && !isName;
  const characters = length !== NO_COUNT && role === 'value' ? length : preview.length;
  const redacted = isValue ? formatQuantity(characters, 'char') : shown;
  const lines = [shown, facts].filter((line) => line !== '');
  return {
    title: shortNameOf(graph, node),
    lines,
    redactedLines: isValue ? [redacted, facts].filter((line) => line !== '') : lines,
  };
}

/** `pandas.core.frame.DataFrame` → `DataFrame`; names that are not dotted paths stay as they are. */
export function drawnTypeName(name: string): string {
  const match = /^[\p{L}\p{N}_$.]+\.(?:<locals>\.)?([\p{L}\p{N}_$]+(?:\[\])*)$/u.exec(
    name.replaceAll('.<locals>.', '.'),
  );
  return match?.[1] ?? name;
}

/** The short name of an object's type, `showable`. */
export function shortNameOf(graph: HeapGraph, node: NodeIndex): string {
  return drawnTypeName(showable(clip(fullTypeName(graph, node), MAX_TEXT)));
}

export function fullTypeName(graph: HeapGraph, node: NodeIndex): string {
  return graph.strings.get(graph.typeNames[graph.type[node]]);
}

/** A longer type is not asked for by its name, which is sent with every box. */
const MAX_TYPE_NAME = 500;

/** The whole name of an object's type, by which it can be asked for; '' where that is too long. */
export function namedType(graph: HeapGraph, node: NodeIndex): string {
  const name = fullTypeName(graph, node);
  return name.length > MAX_TYPE_NAME ? '' : name;
}

/** An address as Python prints it. */
export function addressText(graph: HeapGraph, node: NodeIndex): string {
  const low = graph.addressWords[2 * node];
  const high = graph.addressWords[2 * node + 1];
  return `0x${((BigInt(high) << 32n) | BigInt(low)).toString(16)}`;
}

function previewText(graph: HeapGraph, node: NodeIndex): string {
  const preview = graph.preview?.[node] ?? NO_STRING;
  return preview === NO_STRING ? '' : showable(clip(graph.strings.get(preview), MAX_TEXT));
}

/** `/usr/lib/app/load.py:41 main` → `load.py:41 main`: a box has no room for folders. */
function fileName(name: string): string {
  return name.replace(/(?:[^\s"'<>|]*[\\/])+(?=[^\s\\/])/g, '');
}

/** `1,200 × 34`; a single dimension reads as a number of items. */
function shapeText(details: ObjectDetails | null): string {
  if (details?.shape === null || details?.shape === undefined) return '';
  const [first, ...rest] = details.shape.slice(0, 6);
  if (first === undefined) return 'scalar';
  if (rest.length === 0) return formatQuantity(first, 'item');
  return details.shape.slice(0, 6).map(formatCount).join(' × ');
}

/** Length, element type and size, where they say something that is not on the line above. */
function factLine(
  graph: HeapGraph,
  node: NodeIndex,
  role: SceneNodeRole,
  details: ObjectDetails | null,
  length: number,
  saysSize: boolean,
  retained: number,
): string {
  const facts: string[] = [];
  if (details?.dtype !== null && details?.dtype !== undefined) {
    facts.push(showable(clip(details.dtype, 40)));
  }
  if (role === 'container' && length !== NO_COUNT) facts.push(formatQuantity(length, 'item'));
  const bytes = details?.dataBytes ?? (saysSize ? 0 : graph.shallowSize[node]);
  const own = details?.dataBytes ?? graph.shallowSize[node];
  if (retained >= SIZE_WORTH_SHOWING && retained > MORE_THAN_OWN * own) {
    facts.push(`retains ${formatBytes(retained)}`);
  } else if (bytes >= SIZE_WORTH_SHOWING) facts.push(formatBytes(bytes));
  return facts.join(' · ');
}

/** Roles whose preview is a name from the program's source rather than data. */
const NAMED_ROLES: ReadonlySet<SceneNodeRole> = new Set(['module', 'type', 'function', 'frame']);

const ROLE_BY_TYPE: ReadonlyMap<string, SceneNodeRole> = new Map<string, SceneNodeRole>([
  ...entries('container', [
    'dict list tuple set frozenset cell mappingproxy OrderedDict defaultdict deque Counter',
    'collections.OrderedDict collections.defaultdict collections.deque collections.Counter',
    'dict_keys dict_values dict_items odict_keys ARRAY HASH Array Object[] Map Set',
    'java.util.HashMap java.util.ArrayList java.lang.Object[] java.util.HashMap$Node[]',
  ]),
  ...entries('value', [
    'str unicode bytes bytearray int long float complex bool NoneType ellipsis range slice',
    'datetime.datetime datetime.date datetime.time datetime.timedelta decimal.Decimal uuid.UUID',
    'STRING FLOAT BIGNUM SYMBOL string number heap_number symbol bigint java.lang.String',
  ]),
  ...entries('function', [
    'function builtin_function_or_method method instancemethod method_descriptor method-wrapper',
    'wrapper_descriptor classmethod_descriptor getset_descriptor member_descriptor staticmethod',
    'classmethod property functools.partial functools._lru_cache_wrapper code generator coroutine',
    'async_generator closure Function (closure)',
  ]),
  ...entries('frame', ['frame']),
  ...entries('module', ['module']),
  ...entries('type', ['type', 'CLASS MODULE java.lang.Class', 'ABCMeta abc.ABCMeta']),
]);

function entries(role: SceneNodeRole, lists: readonly string[]): [string, SceneNodeRole][] {
  return lists.flatMap((list) =>
    list.split(' ').map((name): [string, SceneNodeRole] => [name, role]),
  );
}
