import fc from 'fast-check';
import type { ViewState } from '../../../renderer/state/view/history.ts';
import type { ViewLocation } from '../../../renderer/state/view/view-state.ts';
import { typeSort } from '../../../shared/protocol/object-schemas.ts';
import { objectSort } from '../../../shared/protocol/schemas.ts';
import { functionSort } from '../../../shared/protocol/timeline-schemas.ts';

const node = fc.nat(5000);
const nodes = fc.uniqueArray(node, { maxLength: 6 });
const typed = fc.string({ unit: 'grapheme', maxLength: 40 });

const coordinate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value || 0);
/** Objects, and groups of them. */
const sceneId = fc.oneof(
  node.map((index) => `n${index}`),
  fc.nat().map((hash) => `group-${hash.toString(36)}`),
);

const request = fc.record({
  focus: fc.uniqueArray(node, { minLength: 1, maxLength: 5 }),
  direction: fc.constantFrom('referrers', 'referents', 'both'),
  depth: fc.nat(12),
  breadth: fc.integer({ min: 1, max: 100 }),
  expanded: fc.array(
    fc.record({
      node,
      direction: fc.constantFrom('referrers', 'referents'),
      count: fc.integer({ min: 1, max: 500 }),
    }),
    { maxLength: 4 },
  ),
  tidied: fc.nat(5),
  tidiedDepth: fc.option(fc.nat(12)),
  collapsed: nodes,
  hidden: nodes,
  unfolded: nodes,
  valuesInside: fc.boolean(),
  opened: nodes,
  grouped: fc.boolean(),
  groups: fc.array(
    fc.record({
      id: sceneId,
      spread: fc.nat(500),
      tidied: fc.nat(500),
      referrers: fc.nat(500),
      referents: fc.nat(500),
      collapsed: fc.boolean(),
      hidden: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
  pinned: fc.array(
    fc.oneof(
      fc.record({ node, x: coordinate, y: coordinate }),
      fc.record({ node, x: coordinate, y: coordinate, dx: fc.constant(-12.5), dy: coordinate }),
    ),
    { maxLength: 3 },
  ),
  isolated: fc.option(
    fc.oneof(
      fc.constantFrom({ kind: 'cycle' as const }, { kind: 'path' as const }),
      fc.record({
        kind: fc.constant('around' as const),
        ids: fc.array(sceneId, { minLength: 1, maxLength: 3 }),
      }),
    ),
  ),
  showFamily: fc.boolean(),
  facts: fc.subarray(['refcount', 'size', 'retained', 'address'] as const),
  transforms: fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constantFrom('drop' as const, 'fold' as const, 'merge' as const, 'chain' as const),
        type: fc.string({ minLength: 1, unit: 'grapheme' }),
      }),
      fc.record({ kind: fc.constantFrom('own' as const, 'modules' as const) }),
    ),
    { maxLength: 4 },
  ),
  showCycle: fc.boolean(),
  showPath: fc.boolean(),
  showWays: fc.boolean(),
  way: fc.nat(20),
  showWeak: fc.boolean(),
  showInfrastructure: fc.boolean(),
});

/** Names as the finder of the links' tests gives them, since a link does not carry them. */
const family = fc.nat(99).map((id) => ({ id, name: `family ${id}` }));

const type = fc.record({ index: fc.nat(9999), name: typed });
const selection = node.map((index) => ({ node: index, name: `object ${index}` }));

/** To a ten thousandth of a second, as zooming rounds it. */
const instant = fc.nat({ max: 2e9 }).map((time) => time + 0.0625);

const place: fc.Arbitrary<ViewLocation> = fc.oneof(
  fc.constantFrom({ view: 'overview' as const }, { view: 'bookmarks' as const }),
  fc.record({
    view: fc.constant('objects' as const),
    mode: fc.constantFrom('types', 'objects'),
    where: typed,
    groupBy: fc.constantFrom('type', 'module', 'package'),
    typeSort: fc.constantFrom(...typeSort.options),
    objectSort: fc.constantFrom(...objectSort.options),
    descending: fc.boolean(),
    type: fc.option(type),
    family: fc.option(family),
    attributes: fc.array(fc.string({ minLength: 1, maxLength: 20 }), { maxLength: 6 }),
    countBy: typed,
    held: fc.boolean(),
  }),
  fc.record({ view: fc.constant('graph' as const), request, asList: fc.boolean() }),
  fc.record({
    view: fc.constant('cycles' as const),
    list: fc.constantFrom('families', 'components'),
    type: typed,
    familyId: fc.option(fc.nat(99)),
  }),
  fc.record({
    view: fc.constant('dominators' as const),
    object: fc.option(selection),
    type: fc.option(type),
    by: fc.constantFrom('type', 'object'),
  }),
  fc.record({
    view: fc.constant('threads' as const),
    page: fc.constantFrom('threads', 'waits'),
    withLibraries: fc.boolean(),
  }),
  fc.record({
    view: fc.constant('allocations' as const),
    text: typed,
    sort: fc.constantFrom('line', 'bytes', 'through', 'calls', 'leaks'),
    descending: fc.boolean(),
  }),
  fc.record({
    view: fc.constant('timeline' as const),
    timeline: fc.constantFrom('', 'dumps', '1f4a2-9c3e01d27f00aa15'),
    from: fc.option(instant),
    to: fc.option(instant),
    text: typed,
    sort: fc.constantFrom(...functionSort.options),
    descending: fc.boolean(),
    limit: fc.option(fc.nat()),
  }),
);

/** Any view that the window can be at. */
export function anyView(): fc.Arbitrary<ViewState> {
  return fc.record({
    place,
    selection: fc.option(selection),
    cuts: fc.record({
      instanceClass: fc.boolean(),
      classReference: fc.boolean(),
      moduleNamespace: fc.boolean(),
      edges: fc.array(fc.record({ source: node, position: fc.nat(99) }), { maxLength: 3 }),
    }),
    viewport: fc.option(
      fc.record({
        x: coordinate,
        y: coordinate,
        zoom: fc.double({ min: 0.02, max: 4, noNaN: true }),
      }),
    ),
    scroll: fc.dictionary(
      fc.constantFrom('rows', 'list', 'inspector'),
      fc.integer({ min: 1, max: 300_000_000 }),
    ),
  });
}
