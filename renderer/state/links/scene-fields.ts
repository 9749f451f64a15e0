import { startingScene } from '../../../shared/protocol/default-scene.ts';
import {
  MAX_TRANSFORMS,
  sceneFact,
  sceneRequest,
  sceneTransform,
} from '../../../shared/protocol/schemas.ts';
import type {
  ExpandedSide,
  GroupEdit,
  Isolation,
  Pin,
  SceneFact,
  SceneRequest,
  Transform,
} from '../../../shared/scene/model/scene.ts';
import { BREADTH_RANGE, DEPTH_RANGE } from '../drawing/scene-edits.ts';
import type { LinkField, NameLookup, Naming, Scalar } from './fields.ts';
import {
  BadLinkError,
  choice,
  count,
  findObject,
  flag,
  group,
  list,
  nullable,
  objects,
  readCount,
  scalar,
} from './fields.ts';

const MAX_NODES_NAMED = 2000;
const MAX_PARTS = 500;
const DIRECTIONS = ['referrers', 'referents'] as const;

/** `0x7f2a:referrers:16` */
const expanded = list<ExpandedSide>(
  MAX_PARTS,
  ({ node, direction, count: many }, { addressOf }) => `${addressOf(node)}:${direction}:${many}`,
  (part, finding, key) => {
    const [address = '', side = '', many = ''] = part.split(':');
    const direction = DIRECTIONS.find((known) => known === side);
    if (direction === undefined) throw new BadLinkError(`${key} cannot be ${part.slice(0, 60)}`);
    const node = findObject(address, finding)?.node;
    const shown = readCount(many, 1, 500, key);
    return node === undefined ? null : { node, direction, count: shown };
  },
);

/** `group-1x2y:3:0:8:ch:2`: members drawn, neighbours on each side, collapsed, hidden; of the members laid out with the rest. */
const groups = list<GroupEdit>(
  MAX_PARTS,
  ({ id, spread, tidied, referrers, referents, collapsed, hidden }, naming) =>
    [
      writeSceneId(id, naming),
      spread,
      referrers,
      referents,
      `${collapsed ? 'c' : ''}${hidden ? 'h' : ''}`,
      ...(tidied === 0 ? [] : [tidied]),
    ].join(':'),
  (part, finding, key) => {
    const [id = '', spread = '', referrers = '', referents = '', marks = '', tidied = '0'] =
      part.split(':');
    const known = readSceneId(id, finding);
    const edit = {
      spread: readCount(spread, 0, 500, key),
      tidied: readCount(tidied, 0, 500, key),
      referrers: readCount(referrers, 0, 500, key),
      referents: readCount(referents, 0, 500, key),
      collapsed: marks.includes('c'),
      hidden: marks.includes('h'),
    };
    return known === null ? null : { id: known, ...edit };
  },
);

/** `0x7f2a:120.5:-48`, and after that how far it was dragged. */
const pinned = list<Pin>(
  200,
  ({ node, x, y, dx = 0, dy = 0 }, { addressOf }) =>
    [addressOf(node), x, y, ...(dx === 0 && dy === 0 ? [] : [dx, dy])].join(':'),
  (part, finding, key) => {
    const [address = '', ...numbers] = part.split(':');
    const [x = Number.NaN, y = Number.NaN, ...dragged] = numbers.map(Number.parseFloat);
    if (![x, y, ...dragged].every((value) => Math.abs(value) <= 1e6)) {
      throw new BadLinkError(`${key} is no place`);
    }
    const node = findObject(address, finding)?.node;
    if (node === undefined) return null;
    const [dx, dy] = dragged;
    return dx === undefined || dy === undefined ? { node, x, y } : { node, x, y, dx, dy };
  },
);

const facts = list<SceneFact>(
  4,
  (fact) => fact,
  (part, _finding, key) => {
    const known = sceneFact.safeParse(part);
    if (!known.success) throw new BadLinkError(`${key} cannot be ${part.slice(0, 40)}`);
    return known.data;
  },
);

/** `cycle`, `path`, or `0x7f2a,group-1x2y` for what is around these. */
const isolated: Scalar<Isolation | null> = scalar<Isolation | null>(
  (value, naming) =>
    value === null
      ? ''
      : value.kind === 'around'
        ? value.ids.map((id) => writeSceneId(id, naming)).join(',')
        : value.kind,
  (value, finding, key) => {
    if (value === '') return null;
    if (value === 'cycle' || value === 'path') return { kind: value };
    const parts = value.split(',');
    if (parts.length > MAX_PARTS) throw new BadLinkError(`${key} is too long`);
    const ids = parts.flatMap((part) => readSceneId(part, finding) ?? []);
    return ids.length === 0 ? null : { kind: 'around', ids };
  },
);

/** `own`, `drop:builtins.dict`: a type by its name, escaped. */
const transforms = list<Transform>(
  MAX_TRANSFORMS,
  (transform) =>
    'type' in transform
      ? `${transform.kind}:${encodeURIComponent(transform.type)}`
      : transform.kind,
  (part, _finding, key) => {
    const [kind = '', type] = part.split(':');
    const known = sceneTransform.safeParse(
      type === undefined ? { kind } : { kind, type: unescaped(type) },
    );
    if (!known.success) throw new BadLinkError(`${key} cannot be ${part.slice(0, 60)}`);
    return known.data;
  },
);

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new BadLinkError(`${text.slice(0, 40)} is no name of a type`);
  }
}

const fields = group<SceneRequest>({
  focus: objects(MAX_NODES_NAMED),
  direction: choice(['referrers', 'referents', 'both']),
  depth: count(DEPTH_RANGE.min, DEPTH_RANGE.max),
  breadth: count(BREADTH_RANGE.min, BREADTH_RANGE.max),
  expanded,
  tidied: count(0, MAX_PARTS),
  tidiedDepth: nullable(count(DEPTH_RANGE.min, DEPTH_RANGE.max)),
  collapsed: objects(MAX_NODES_NAMED),
  hidden: objects(MAX_NODES_NAMED),
  unfolded: objects(MAX_NODES_NAMED),
  valuesInside: flag,
  opened: objects(MAX_NODES_NAMED),
  grouped: flag,
  groups,
  pinned,
  isolated,
  showCycle: flag,
  showPath: flag,
  showWays: flag,
  way: count(0, 20),
  showFamily: flag,
  showWeak: flag,
  showInfrastructure: flag,
  facts,
  transforms,
});

/** What a drawing asks for. What the engine would refuse is refused here, with a reason. */
export const request: LinkField<SceneRequest> = {
  ...fields,
  read(start, key, from, finding) {
    const read = fields.read(start, key, from, finding);
    if (read.focus.length === 0) throw new BadLinkError('the object it draws is not in this dump');
    if (!sceneRequest.safeParse(read).success) throw new BadLinkError('it asks for no drawing');
    return read;
  },
};

export const UNDRAWN: SceneRequest = startingScene([]);

/** The id of a drawing's node: that of an object (`n42`) by its address, any other as it is. */
function writeSceneId(id: string, { addressOf }: Naming): string {
  const object = /^n(\d{1,10})$/.exec(id);
  return object === null ? id : addressOf(Number(object[1]));
}

function readSceneId(text: string, finding: NameLookup): string | null {
  if (text.startsWith('0x')) {
    const found = findObject(text, finding);
    return found === null ? null : `n${found.node}`;
  }
  if (!/^[\w-]{1,80}$/.test(text)) throw new BadLinkError(`${text.slice(0, 40)} is no part of it`);
  return text;
}
