import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbourAlong, siblingOf } from '../../renderer/canvas/neighbour.ts';
import { createActions } from '../../renderer/state/actions/actions.ts';
import {
  areCut,
  cutReferences,
  restoreReferences,
} from '../../renderer/state/drawing/cut-edits.ts';
import { activeTab, createAppStore } from '../../renderer/state/store/app-store.ts';
import { DEFAULT_PERSISTED } from '../../renderer/state/store/persisted.ts';
import { currentEntry } from '../../renderer/state/view/history.ts';
import { cutAction } from '../../renderer/views/graph/edge-actions.ts';
import type { ActionContext, ActionId } from '../../renderer/views/graph/scene-actions.ts';
import { findAction, manyActions, nodeActions } from '../../renderer/views/graph/scene-actions.ts';
import { openRows, sceneTree } from '../../renderer/views/graph/scene-tree.ts';
import { keyIntent } from '../../renderer/views/graph/stage-keys.ts';
import { startingScene } from '../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS, MAX_CUT_REFERENCES } from '../../shared/protocol/schemas.ts';
import type { Scene, SceneNode } from '../../shared/scene/model/scene.ts';
import { dumpHandle, fakeDump, fakeHost } from './support/fake-host.ts';
import { sceneEdge, sceneNode, sceneOf } from './support/scenes.ts';

const focus = sceneNode('n1', 200, 200, { isFocus: true, title: 'DataFrame' });
const left = sceneNode('n2', 100, 100, { title: 'list' });
const right = sceneNode('n3', 300, 100, { title: 'dict', undrawn: { referrers: 4, referents: 0 } });
const far = sceneNode('n4', 500, 100);
const below = sceneNode('n5', 200, 300, { isPinned: true });
const group = sceneNode('group-a', 400, 300, {
  node: null,
  address: '',
  title: '40 × dict',
  group: { count: 40, total: 42, example: 9 },
});
const stub = sceneNode('more-referrers-n1', 600, 100, {
  node: null,
  title: '+ 15 more referrers',
  omitted: { count: 15, drawn: 3, of: 'n1', direction: 'referrers' },
});
const SCENE = sceneOf(
  [focus, left, right, far, below, group, stub],
  [
    sceneEdge(left, focus),
    sceneEdge(right, focus, { inCycle: true }),
    sceneEdge(far, focus),
    sceneEdge(focus, below),
    sceneEdge(focus, group, { count: 40 }),
    sceneEdge(below, right, { label: '.back' }),
    sceneEdge(focus, focus),
    sceneEdge(stub, focus, { isStub: true, label: '' }),
  ],
);

describe('the keyboard in a drawing', () => {
  const along = (from: SceneNode, to: 'referrer' | 'referent', cameFrom: string | null = null) =>
    neighbourAlong(SCENE, from, to, cameFrom)?.id;

  it('follows references: the cycle first, else the nearest, and back where it came from', () => {
    expect(along(focus, 'referrer')).toBe('n3');
    expect(along(focus, 'referrer', 'n4')).toBe('n4');
    expect(along(focus, 'referent')).toBe('n5');
    expect(along(below, 'referent')).toBe('n3');
    expect(along(left, 'referrer')).toBeUndefined();
  });

  it('goes among siblings from left to right, and ends with the last', () => {
    const next = (from: SceneNode, steps: 1 | -1) => siblingOf(SCENE, from, 'n1', steps)?.id;
    expect(next(left, 1)).toBe('n3');
    expect(next(right, 1)).toBe('n4');
    expect(next(far, 1)).toBe('more-referrers-n1');
    expect(next(stub, 1)).toBeUndefined();
    expect(next(right, -1)).toBe('n2');
    expect(next(left, -1)).toBeUndefined();
    expect(siblingOf(SCENE, below, null, 1)?.id).toBeUndefined();
    expect(siblingOf(SCENE, below, 'n1', 1)?.id).toBe('group-a');
  });

  it('reads keys, and leaves those of the window alone', () => {
    const press = (key: string, held = {}) =>
      keyIntent({ key, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...held });
    expect(press('ArrowUp')).toEqual({ kind: 'along', to: 'referrer' });
    expect(press('ArrowRight')).toEqual({ kind: 'along', to: 'referent' });
    expect(press('Tab', { shiftKey: true })).toEqual({ kind: 'sibling', steps: -1 });
    expect(press('X')).toEqual({ kind: 'action', ids: ['cut'] });
    expect(press('F10', { shiftKey: true })).toEqual({ kind: 'menu' });
    expect(press('k', { ctrlKey: true })).toBeNull();
    expect(press('ArrowLeft', { altKey: true })).toBeNull();
    expect(press('toString')).toBeNull();
  });
});

describe('the actions on a node', () => {
  async function stage(change: Parameters<typeof startingScene>[1] = {}) {
    const store = createAppStore(DEFAULT_PERSISTED);
    const host = fakeHost({
      startup: [dumpHandle('leak.ouro')],
      open: () => Promise.resolve(fakeDump()),
    });
    const actions = createActions(store, host, null);
    await actions.dumps.start();
    actions.view.navigate({
      view: 'graph',
      request: startingScene([1], change),
      asList: false,
    });
    const place = () => {
      const tab = activeTab(store.getState());
      if (tab?.status !== 'ready') throw new Error('The dump is not open.');
      const shown = currentEntry(tab.history).place;
      if (shown.view !== 'graph') throw new Error('No drawing is shown.');
      return shown;
    };
    const anchors: (string | null)[] = [];
    const tables: SceneNode[] = [];
    const context = (): ActionContext => ({
      scene: SCENE,
      place: place(),
      actions,
      anchorOn: (id) => anchors.push(id),
      zoomTo: () => {},
      openTable: (node) => tables.push(node),
      drawAlike: () => {},
    });
    const run = (node: SceneNode, id: ActionId) =>
      findAction(nodeActions(context(), node), id)?.run?.();
    return { request: () => place().request, context, run, anchors, tables };
  }

  it('change what the drawing asks for, while the node stays in place', async () => {
    const { request, run, anchors } = await stage();
    run(right, 'referrers');
    expect(request().expanded).toEqual([{ node: 3, direction: 'referrers', count: 9 }]);
    run(right, 'pin');
    expect(request().pinned).toEqual([{ node: 3, x: 300, y: 100 }]);
    run(right, 'isolate');
    expect(request().isolated).toEqual({ kind: 'around', ids: ['n3'] });
    run(right, 'isolate');
    expect(request().isolated).toBeNull();
    expect(anchors.every((id) => id === 'n3')).toBe(true);
    run(right, 'collapse');
    run(right, 'collapse');
    expect(request().collapsed).toEqual([]);
    run(right, 'hide');
    expect(request()).toMatchObject({ hidden: [3], pinned: [] });
    // The neighbour of what is gone stays in place.
    expect(anchors.at(-1)).toBe('n1');
  });

  it('make no sense everywhere', async () => {
    const { context } = await stage();
    const can = (node: SceneNode, id: ActionId) =>
      findAction(nodeActions(context(), node), id)?.run != null;
    expect(can(focus, 'draw')).toBe(false);
    expect(can(focus, 'hide')).toBe(false);
    expect(can(left, 'draw')).toBe(true);
    expect(can(left, 'referrers')).toBe(false);
    expect(can(left, 'unfold')).toBe(false);
    expect(can(group, 'pin')).toBe(false);
    expect(can(group, 'draw')).toBe(false);
    expect(can(stub, 'hide')).toBe(false);
  });

  it('draw a group’s members in pages, put them back, and list them', async () => {
    const { request, run, tables } = await stage();
    run(group, 'spread');
    run(group, 'spread');
    expect(request().groups).toMatchObject([{ id: 'group-a', spread: 16 }]);
    run(group, 'gather');
    expect(request().groups).toEqual([]);
    run(group, 'hide');
    expect(request().groups).toMatchObject([{ hidden: true }]);
    run(group, 'table');
    expect(tables).toEqual([group]);
  });

  it('open a stub’s next page', async () => {
    const { request, run, anchors } = await stage();
    run(stub, 'open');
    expect(request().expanded).toEqual([{ node: 1, direction: 'referrers', count: 11 }]);
    expect(anchors).toEqual(['n1']);
  });

  it('act on several nodes at once', async () => {
    const { request, context } = await stage();
    const run = (id: ActionId, nodes: readonly SceneNode[]) =>
      findAction(manyActions(context(), nodes), id)?.run?.();
    run('pin', [left, right, group]);
    expect(request().pinned.map(({ node }) => node)).toEqual([2, 3]);
    run('isolate', [left, group]);
    expect(request().isolated).toEqual({ kind: 'around', ids: ['n2', 'group-a'] });
    run('hide', [focus, left, group]);
    expect(request()).toMatchObject({ hidden: [2], groups: [{ id: 'group-a', hidden: true }] });
    run('draw', [left, right]);
    expect(request()).toMatchObject({ focus: [2, 3], pinned: [], isolated: null });
  });
});

describe('cutting', () => {
  const references = [
    { source: 1, position: 0 },
    { source: 1, position: 3 },
  ];

  it('adds and takes away, each reference once', () => {
    const once = cutReferences(DEFAULT_CUTS, references);
    const twice = cutReferences(once, references);
    expect(twice.edges).toEqual(references);
    expect(areCut(twice, references)).toBe(true);
    const restored = restoreReferences(twice, references.slice(0, 1));
    expect(restored.edges).toEqual(references.slice(1));
    expect(areCut(restored, references)).toBe(false);
    expect(areCut(restored, [])).toBe(false);
  });

  it('stays within what the protocol accepts', () => {
    const many = Array.from({ length: 5000 }, (_, position) => ({ source: 1, position }));
    expect(cutReferences(DEFAULT_CUTS, many).edges).toHaveLength(MAX_CUT_REFERENCES);
  });

  it('is offered for what holds something', () => {
    let cuts = DEFAULT_CUTS;
    const action = (more: Partial<Scene['edges'][number]>) =>
      cutAction(sceneEdge(left, focus, { references, ...more }), cuts, (next) => {
        cuts = next;
      });
    expect(action({ isWeak: true }).run).toBeNull();
    expect(action({ references: [] }).run).toBeNull();
    expect(action({}).label).toBe('Cut 2 references');
    action({}).run?.();
    expect(cuts.edges).toEqual(references);
    expect(action({ isCutByHand: true }).label).toBe('Restore 2 references');
    action({ isCutByHand: true }).run?.();
    expect(cuts.edges).toEqual([]);
  });
});

describe('the list of a drawing', () => {
  it('reads from what was asked for along what is followed', () => {
    const rows = sceneTree(SCENE, 'referrers').map(
      ({ node, level, isRepeat }) =>
        `${'  '.repeat(level - 1)}${node.id}${isRepeat ? ' again' : ''}`,
    );
    expect(rows).toEqual([
      'n1',
      '  n3',
      '    n5',
      '      n1 again',
      '  n2',
      '  n4',
      '  n1 again',
      '  more-referrers-n1',
      'group-a',
      '  n1 again',
    ]);
  });

  it('hides what hangs on a closed row', () => {
    const rows = sceneTree(SCENE, 'referrers');
    const shown = openRows(rows, new Set([`${right.id}-${focus.id}`]));
    expect(rows.length - shown.length).toBe(2);
  });

  it('has every object and every reference of any drawing, each reference once', () => {
    const drawings = fc.tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.tuple(fc.nat(11), fc.nat(11)), { maxLength: 40 }),
      fc.constantFrom('referrers' as const, 'referents' as const, 'both' as const),
    );
    fc.assert(
      fc.property(drawings, ([count, pairs, direction]) => {
        const nodes = Array.from({ length: count }, (_, at) =>
          sceneNode(`n${at}`, at * 10, at * 7, { isFocus: at === 0 }),
        );
        const edges = pairs.flatMap(([a, b], at) => {
          const [source, target] = [nodes[a % count], nodes[b % count]];
          return source === undefined || target === undefined
            ? []
            : [sceneEdge(source, target, { id: `e${at}` })];
        });
        const rows = sceneTree(sceneOf(nodes, edges), direction);
        const listed = rows.flatMap(({ edge }) => (edge === null ? [] : [edge.id]));
        expect(listed.sort()).toEqual(edges.map(({ id }) => id).sort());
        expect(new Set(rows.map(({ node }) => node.id)).size).toBe(count);
        expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
        const above = new Set<string | null>([null]);
        for (const { key, parent } of rows) {
          expect(above.has(parent)).toBe(true);
          above.add(key);
        }
      }),
    );
  });
});
