import { describe, expect, it } from 'vitest';
import {
  collapse,
  expandSide,
  hide,
  refocus,
  setBreadth,
  setDepth,
  toggleUnfolded,
} from '../../renderer/state/scene-edits.ts';
import { sceneQuestion } from '../../renderer/state/scene-question.ts';
import { DUMP_CHANNELS } from '../../shared/protocol/channels.ts';
import { startingScene } from '../../shared/protocol/default-scene.ts';
import { DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';

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
    const edited = expandSide(hide(collapse(startingScene([5]), 9), 9), 9, 'referrers', 0);
    expect(edited.collapsed).toEqual([]);
    expect(edited.hidden).toEqual([]);
  });

  it('never hides the focus', () => {
    const start = startingScene([5]);
    expect(hide(start, 5)).toBe(start);
    expect(hide(start, 6).hidden).toEqual([6]);
  });

  it('leaves the edits around the old focus behind', () => {
    const edited = toggleUnfolded(hide(expandSide(startingScene([5]), 5, 'referrers', 8), 6), 5);
    const next = refocus({ ...edited, depth: 7 }, [8]);
    expect(next).toMatchObject({ focus: [8], depth: 7, expanded: [], hidden: [], unfolded: [] });
  });

  it('folds again what it unfolded', () => {
    const unfolded = toggleUnfolded(startingScene([5]), 3);
    expect(unfolded.unfolded).toEqual([3]);
    expect(toggleUnfolded(unfolded, 3).unfolded).toEqual([]);
  });

  it('stays within what the protocol accepts', () => {
    let request = setBreadth(setDepth(startingScene([5]), 99), 999);
    for (let page = 0; page < 20; page++) request = expandSide(request, 5, 'referrers', 0);
    const parsed = DUMP_CHANNELS.scene.request.safeParse(sceneQuestion(request, DEFAULT_CUTS));
    expect(parsed.success).toBe(true);
    expect(request).toMatchObject({ depth: 12, breadth: 100 });
  });
});
