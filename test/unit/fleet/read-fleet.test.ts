import { describe, expect, test } from 'vitest';
import { memberNames } from '../../../shared/fleet/member-names.ts';
import { type MemberAnswer, passedOverText, readFleet } from '../../../shared/fleet/read-fleet.ts';

const READ = { member: { headline: 'Nothing leaks.' } } as unknown as MemberAnswer;
const TOO_LARGE: MemberAnswer = { error: { code: 'dump-too-large', message: 'Too large.' } };

describe('reading a fleet', () => {
  test('opens no more at once than it is told, and shares the memory among them', async () => {
    let open = 0;
    let most = 0;
    const shares: number[] = [];
    const answered: string[] = [];
    await readFleet({
      files: ['a', 'b', 'c', 'd', 'e'],
      atOnce: 2,
      async read(_file, share) {
        shares.push(share);
        most = Math.max(most, ++open);
        await Promise.resolve();
        open--;
        return READ;
      },
      onAnswer: (file) => answered.push(file),
    });
    expect(most).toBe(2);
    expect(shares).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(answered.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('tries alone what was too large beside others, after all of them', async () => {
    const asked: [string, number][] = [];
    const last = new Map<string, MemberAnswer>();
    await readFleet({
      files: ['large', 'b', 'c'],
      atOnce: 2,
      read(file, share) {
        asked.push([file, share]);
        return Promise.resolve(file === 'large' && share < 1 ? TOO_LARGE : READ);
      },
      onAnswer: (file, answer) => last.set(file, answer),
    });
    expect(asked.at(-1)).toEqual(['large', 1]);
    expect(asked).toHaveLength(4);
    expect(last.get('large')).toBe(READ);
  });

  test('opens nothing further once it is stopped', async () => {
    const asked: string[] = [];
    await readFleet({
      files: ['a', 'b', 'c', 'd'],
      atOnce: 1,
      read(file) {
        asked.push(file);
        return Promise.resolve(READ);
      },
      onAnswer: () => undefined,
      isStopped: () => asked.length === 2,
    });
    expect(asked).toEqual(['a', 'b']);
  });
});

describe('names of members', () => {
  test('leave out the folders that all of them lie in', () => {
    expect(memberNames(['/dumps/a/one.ouro', '/dumps/b/one.ouro'])).toEqual([
      'a/one.ouro',
      'b/one.ouro',
    ]);
    expect(memberNames(['/dumps/one.ouro', '/dumps/b/one.ouro'])).toEqual([
      'one.ouro',
      'b/one.ouro',
    ]);
    expect(memberNames(['C:\\dumps\\pod-1\\x.ouro', 'C:\\dumps\\pod-2\\x.ouro'])).toEqual([
      'pod-1\\x.ouro',
      'pod-2\\x.ouro',
    ]);
  });

  test('cut no name in the middle, and number those that are equal', () => {
    expect(memberNames(['worker-1.ouro', 'worker-12.ouro'])).toEqual([
      'worker-1.ouro',
      'worker-12.ouro',
    ]);
    expect(memberNames(['leak.ouro', 'leak.ouro', 'leak.ouro'])).toEqual([
      'leak.ouro',
      'leak.ouro (2)',
      'leak.ouro (3)',
    ]);
    expect(memberNames(['/dumps/only.ouro'])).toEqual(['only.ouro']);
    expect(memberNames([])).toEqual([]);
  });

  test('are never equal, whatever files are called', () => {
    const names = memberNames(['a', 'a', 'a (2)', 'a (2)']);
    expect(new Set(names).size).toBe(4);
  });
});

test('files that were passed over are told in a sentence, one and many', () => {
  expect(passedOverText(1)).toBe('1 file that is not a dump was passed over.');
  expect(passedOverText(1200)).toBe('1,200 files that are not dumps were passed over.');
});
