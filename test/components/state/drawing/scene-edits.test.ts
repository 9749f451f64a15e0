import { describe, expect, it } from 'vitest';
import {
  gatherGroup,
  groupOf,
  spreadGroup,
} from '../../../../renderer/state/drawing/group-edits.ts';
import {
  addTransform,
  collapse,
  expandNode,
  expandSide,
  hiddenCount,
  hide,
  isCollapsed,
  isolateFocus,
  pin,
  refocus,
  removeTransform,
  sceneQuestion,
  setBreadth,
  setDepth,
  showHidden,
  toggleFact,
  toggleTransform,
  toggleUnfolded,
  transformKey,
  uncollapse,
  unpin,
} from '../../../../renderer/state/drawing/scene-edits.ts';
import { DUMP_CHANNELS } from '../../../../shared/protocol/channels.ts';
import { startingScene } from '../../../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';

describe('transforms of a drawing', () => {
  const drop = { kind: 'drop', type: 'dict' } as const;
  const own = { kind: 'own' } as const;

  it('are a stack: each is there once, the last one on top, and can be taken away', () => {
    const start = startingScene([5]);
    const both = addTransform(addTransform(start, drop), own);
    expect(both.transforms).toEqual([drop, own]);
    expect(addTransform(both, { ...drop }).transforms).toEqual([own, drop]);
    expect(removeTransform(both, drop).transforms).toEqual([own]);
    expect(toggleTransform(both, own).transforms).toEqual([drop]);
    expect(refocus(both, [7]).transforms).toEqual([drop, own]);
  });

  it('are told apart where types are called alike', () => {
    const keys = ['a.Node', 'b.Node'].map((type) => transformKey({ kind: 'drop', type }));
    expect(new Set(keys).size).toBe(2);
  });

  it('are at most as many as the engine takes', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ kind: 'drop', type: `T${at}` }) as const);
    const request = many.reduce(addTransform, startingScene([5]));
    expect(request.transforms).toHaveLength(20);
    expect(request.transforms.at(-1)).toEqual({ kind: 'drop', type: 'T29' });
    expect(
      DUMP_CHANNELS.scene.request.safeParse(sceneQuestion(request, DEFAULT_CUTS)).success,
    ).toBe(true);
  });
});

describe('edits of a drawing', () => {
  it('expands a side by a page beyond what is drawn', () => {
    const start = startingScene([5], { breadth: 8 });
    const once = expandSide(start, 5, 'referrers', 8);
    expect(once.expanded).toEqual([{ node: 5, direction: 'referrers', count: 16 }]);
    const twice = expandSide(once, 5, 'referrers', 16);
    expect(twice.expanded).toEqual([{ node: 5, direction: 'referrers', count: 24 }]);
    const other = expandSide(twice, 5, 'referents', 0);
    expect(other.expanded).toHaveLength(2);
  });

  it('shows again what was collapsed or hidden when it is expanded', () => {
    const edited = expandSide(hide(collapse(startingScene([5]), 'n9'), ['n9']), 9, 'referrers', 0);
    expect(edited.collapsed).toEqual([]);
    expect(edited.hidden).toEqual([]);
  });

  it('never hides the focus', () => {
    const start = startingScene([5]);
    expect(hide(start, ['n5'])).toBe(start);
    expect(hide(start, ['n6']).hidden).toEqual([6]);
  });

  it('leaves the edits around the old focus behind', () => {
    const edited = toggleUnfolded(
      hide(expandSide(startingScene([5]), 5, 'referrers', 8), ['n6']),
      5,
    );
    const next = refocus({ ...edited, depth: 7 }, [8]);
    expect(next).toMatchObject({ focus: [8], depth: 7, expanded: [], hidden: [], unfolded: [] });
  });

  it('folds again what it unfolded', () => {
    const unfolded = toggleUnfolded(startingScene([5]), 3);
    expect(unfolded.unfolded).toEqual([3]);
    expect(toggleUnfolded(unfolded, 3).unfolded).toEqual([]);
  });

  it('changes groups by the ids of their nodes, and forgets what is as it was', () => {
    const start = startingScene([5], { breadth: 8 });
    const spread = spreadGroup(spreadGroup(start, 'group-a', 30), 'group-a', 30);
    expect(groupOf(spread, 'group-a')).toMatchObject({ spread: 16, hidden: false });
    expect(groupOf(spreadGroup(spread, 'group-a', 20), 'group-a').spread).toBe(20);
    const edited = hide(expandNode(spread, 'group-a', 'referrers', 3), ['group-a', 'n6']);
    expect(groupOf(edited, 'group-a')).toMatchObject({ spread: 16, referrers: 11, hidden: true });
    expect(hiddenCount(edited)).toBe(2);
    const shown = showHidden(edited);
    expect(hiddenCount(shown)).toBe(0);
    expect(gatherGroup(shown, 'group-a').groups).toMatchObject([{ spread: 0, referrers: 11 }]);
    expect(collapse(start, 'group-b').groups).toMatchObject([{ collapsed: true }]);
    expect(isCollapsed(collapse(start, 'group-b'), 'group-b')).toBe(true);
    expect(uncollapse(collapse(start, 'group-b'), 'group-b').groups).toEqual([]);
  });

  it('pins objects in one place each, and hiding one unpins it', () => {
    const once = pin(startingScene([5]), [{ node: 7, x: 1, y: 2 }]);
    const moved = pin(once, [
      { node: 7, x: 3, y: 4 },
      { node: 8, x: 0, y: 0 },
    ]);
    expect(moved.pinned).toEqual([
      { node: 7, x: 3, y: 4 },
      { node: 8, x: 0, y: 0 },
    ]);
    expect(unpin(moved, [7]).pinned).toEqual([{ node: 8, x: 0, y: 0 }]);
    expect(hide(moved, ['n8']).pinned).toEqual([{ node: 7, x: 3, y: 4 }]);
  });

  it('turns facts on and off', () => {
    const both = toggleFact(toggleFact(startingScene([5]), 'size'), 'refcount');
    expect(both.facts).toEqual(['size', 'refcount']);
    expect(toggleFact(both, 'size').facts).toEqual(['refcount']);
  });

  it('stays within what the protocol accepts', () => {
    let request = setBreadth(setDepth(startingScene([5]), 99), 999);
    for (let page = 0; page < 20; page++) {
      request = expandSide(request, 5, 'referrers', 0);
      request = expandNode(spreadGroup(request, 'group-a', 1e6), 'group-a', 'referents', 0);
    }
    for (let node = 0; node < 300; node++) request = pin(request, [{ node, x: node, y: 0 }]);
    request = isolateFocus(request, { kind: 'around', ids: ['n5'] });
    const parsed = DUMP_CHANNELS.scene.request.safeParse(sceneQuestion(request, DEFAULT_CUTS));
    expect(parsed.success).toBe(true);
    expect(request).toMatchObject({ depth: 12, breadth: 100 });
  });
});
