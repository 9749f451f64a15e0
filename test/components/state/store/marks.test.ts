import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HostError } from '../../../../renderer/host/host-api.ts';
import { createActions } from '../../../../renderer/state/actions/actions.ts';
import { createAppStore } from '../../../../renderer/state/store/app-store.ts';
import type { Marks } from '../../../../renderer/state/store/marks.ts';
import { markOf, NO_MARKS, withMark } from '../../../../renderer/state/store/marks.ts';
import { DEFAULT_PERSISTED } from '../../../../renderer/state/store/persisted.ts';
import type { DumpMarks } from '../../../../shared/protocol/kept.ts';
import { dumpMarks, MAX_MARKS, MAX_NOTE_LENGTH } from '../../../../shared/protocol/kept.ts';
import { dumpHandle, FINGERPRINT, fakeDump, fakeHost, settle } from '../../support/fake-host.ts';

const object = (n: number) => ({ address: `0x${(n + 1).toString(16)}`, type: `Type${n}` });

describe('marks', () => {
  it('stay sound, whatever is done to them', () => {
    const step = fc.record({
      n: fc.nat(8),
      change: fc.oneof(
        fc.record({ isStarred: fc.boolean() }),
        fc.record({ note: fc.string({ maxLength: 20 }) }),
      ),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let marks: Marks = NO_MARKS;
        for (const { n, change } of steps) {
          marks = withMark(marks, object(n), change) ?? marks;
          const mark = markOf(marks, object(n).address);
          const said = { isStarred: false, note: '', ...mark, ...change };
          expect(mark === null).toBe(!said.isStarred && said.note.trim() === '');
        }
        expect(dumpMarks.safeParse({ name: '', marks: [...marks] }).success).toBe(true);
        const addresses = marks.map(({ address }) => address);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
    );
  });

  it('keep their order, and have an end', () => {
    let marks: Marks = NO_MARKS;
    for (let n = 0; n < MAX_MARKS; n++) {
      marks = withMark(marks, object(n), { isStarred: true }) ?? NO_MARKS;
    }
    expect(withMark(marks, object(MAX_MARKS), { isStarred: true })).toBeNull();
    const noted = withMark(marks, object(3), { note: 'x'.repeat(MAX_NOTE_LENGTH + 10) });
    expect(noted?.[3]).toMatchObject({ isStarred: true, note: 'x'.repeat(MAX_NOTE_LENGTH) });
  });
});

describe('marking in the window', () => {
  async function opened(kept: DumpMarks | null, save?: () => Promise<void>) {
    const saved: [string, DumpMarks][] = [];
    const host = {
      ...fakeHost({ open: () => Promise.resolve(fakeDump()) }),
      loadMarks: () => Promise.resolve(kept),
      saveMarks(fingerprint: string, marks: DumpMarks) {
        saved.push([fingerprint, marks]);
        return save?.() ?? Promise.resolve();
      },
    };
    const store = createAppStore(DEFAULT_PERSISTED);
    const actions = createActions(store, host, null);
    await actions.dumps.open(dumpHandle('leak.ouro'));
    return { store, actions, saved };
  }

  it('goes on from what was kept for this very dump, and keeps what is added', async () => {
    const mark = { ...object(1), isStarred: true, note: '' };
    const { store, actions, saved } = await opened({ name: 'old name', marks: [mark] });
    expect(store.getState().marks[FINGERPRINT]).toEqual([mark]);
    actions.marks.setNote(object(2), 'look at this');
    await settle();
    expect(saved).toEqual([
      [
        FINGERPRINT,
        {
          name: 'leak.ouro',
          marks: [mark, { ...object(2), isStarred: false, note: 'look at this' }],
        },
      ],
    ]);
  });

  it('writes the last word only while another write is under way', async () => {
    const releases: (() => void)[] = [];
    const { actions, saved } = await opened(
      null,
      () => new Promise((resolve) => releases.push(resolve)),
    );
    for (const note of ['a', 'ab', 'abc']) actions.marks.setNote(object(1), note);
    await settle();
    expect(saved).toHaveLength(1);
    releases[0]?.();
    await settle();
    expect(saved.map(([, { marks }]) => marks[0]?.note)).toEqual(['a', 'abc']);
  });

  it('says so when they cannot be kept, and goes on', async () => {
    const full = new HostError({ code: 'file-unwritable', message: 'The disk is full.' });
    const { store, actions } = await opened(null, () => Promise.reject(full));
    actions.marks.toggleStar(object(1));
    await settle();
    expect(store.getState().notices[0]?.text).toBe(
      'Your notes could not be kept. The disk is full.',
    );
    expect(store.getState().marks[FINGERPRINT]).toHaveLength(1);
  });
});
