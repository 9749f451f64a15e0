import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { History } from '../../../../renderer/state/view/history.ts';
import {
  canGo,
  currentEntry,
  go,
  pushEntry,
  replaceEntry,
  startHistory,
} from '../../../../renderer/state/view/history.ts';
import type { ViewLocation } from '../../../../renderer/state/view/view-state.ts';
import { CYCLES_LOCATION, OVERVIEW, TYPES } from '../../../../renderer/state/view/view-state.ts';

const placeOf = (history: History) => currentEntry(history).place;

describe('history', () => {
  it('goes back to where it was and forward again', () => {
    const history = pushEntry(
      pushEntry(startHistory(OVERVIEW), TYPES, null),
      CYCLES_LOCATION,
      null,
    );
    expect(placeOf(history)).toEqual(CYCLES_LOCATION);
    expect(placeOf(go(history, -1))).toEqual(TYPES);
    expect(placeOf(go(go(history, -2), 1))).toEqual(TYPES);
    expect(canGo(history, 1)).toBe(false);
    expect(go(history, 1)).toBe(history);
  });

  it('forgets what lay ahead once another way is taken', () => {
    const back = go(pushEntry(startHistory(OVERVIEW), TYPES, null), -1);
    const other = pushEntry(back, CYCLES_LOCATION, null);
    expect(other.entries.map(({ place }) => place)).toEqual([OVERVIEW, CYCLES_LOCATION]);
    expect(canGo(other, 1)).toBe(false);
  });

  it('does not count going where one is', () => {
    const history = pushEntry(startHistory(OVERVIEW), { ...TYPES }, null);
    expect(pushEntry(history, { ...TYPES }, null)).toBe(history);
    expect(pushEntry(history, TYPES, { node: 1, name: 'a' }).entries).toHaveLength(3);
  });

  it('keeps selection, viewport and scroll with their entry', () => {
    const viewport = { x: 3, y: 4, zoom: 0.5 };
    const first = replaceEntry(startHistory(OVERVIEW), {
      selection: { node: 7, name: 'DataFrame' },
      viewport,
      scroll: { rows: 120 },
    });
    const back = go(pushEntry(first, CYCLES_LOCATION, null), -1);
    expect(currentEntry(back)).toMatchObject({
      selection: { node: 7, name: 'DataFrame' },
      viewport,
      scroll: { rows: 120 },
    });
  });

  it('stays bounded, and its index valid, whatever is done', () => {
    const step = fc.oneof(
      fc.record({ push: fc.nat(3) }),
      fc.record({ go: fc.integer({ min: -3, max: 3 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        let history = startHistory(OVERVIEW);
        for (const one of steps) {
          const place: ViewLocation =
            'push' in one ? { ...CYCLES_LOCATION, familyId: one.push } : placeOf(history);
          history = 'push' in one ? pushEntry(history, place, null) : go(history, one.go);
          expect(history.entries.length).toBeLessThanOrEqual(200);
          expect(new Set(history.entries.map(({ id }) => id)).size).toBe(history.entries.length);
        }
        expect(currentEntry(history).id).toBeLessThan(history.nextId);
      }),
      { numRuns: 40 },
    );
  });
});
