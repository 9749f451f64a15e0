import { describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import type { CheckRules } from '../../../../shared/session/compare/check-report.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { leakDump } from '../../../support/leak-dump.ts';
import { withNative } from '../../../support/with-native.ts';

const NO_RULES: CheckRules = {
  maxGarbage: [],
  noFamily: [],
  maxType: [],
  maxGrowth: [],
  maxGrowthOf: [],
  noNewFamilies: false,
  allowPartial: false,
};

function sessionOf(graph: HeapGraph, isWhole = true): HeapSession {
  return new HeapSession(graph, {
    name: 'dump.ouro',
    formatId: 'ouro',
    formatLabel: 'Ouroboros dump',
    fileBytes: 0,
    warnings: isWhole ? [] : [{ code: 'truncated', message: 'It was cut off.' }],
  });
}

/** What a check finds, as `check: message`. */
function findings(
  rules: Partial<CheckRules>,
  after: HeapSession | HeapGraph,
  before?: HeapSession | HeapGraph,
): string[] {
  const session = after instanceof HeapSession ? after : sessionOf(after);
  const baselines: string[] = [];
  if (before !== undefined) {
    const lender = before instanceof HeapSession ? before : sessionOf(before);
    session.comparer.borrow('b', lender.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    baselines.push('b');
  }
  const report = session.checkReport({ ...NO_RULES, ...rules }, baselines, UNATTENDED_JOB);
  expect(report.ok).toBe(report.findings.length === 0);
  return report.findings.map(({ check, message }) => `${check}: ${message}`);
}

const LEAKY = leakDump({ leaked: 10, cached: 5 });
const CLEAN = leakDump({ leaked: 0, cached: 5 });
const FAMILY = 'Session .handler → Handler .owner → Session';
const CYCLE = 'Session.handler → Handler.owner → Session';

describe('a limit on garbage', () => {
  it('counts bytes or objects, and what is allowed is allowed', () => {
    const bytes = (value: number) => ({ maxGarbage: [{ unit: 'bytes', value } as const] });
    const objects = (value: number) => ({ maxGarbage: [{ unit: 'objects', value } as const] });
    expect(findings(bytes(100_480), LEAKY)).toEqual([]);
    expect(findings(objects(20), LEAKY)).toEqual([]);
    expect(findings(bytes(0), CLEAN)).toEqual([]);
    expect(findings(bytes(100_479), LEAKY)).toEqual([
      `max-garbage: 100,480 bytes of garbage, 100,479 allowed, most of it with ${CYCLE}`,
    ]);
    expect(findings(objects(19), LEAKY)).toEqual([
      `max-garbage: 20 objects of garbage, 19 objects allowed, most of it with ${CYCLE}`,
    ]);
  });

  it('does not pass a dump that cannot tell', () => {
    const maxGarbage = [{ unit: 'objects', value: 1_000_000 } as const];
    expect(findings({ maxGarbage }, { ...LEAKY, refcount: null })).toEqual([
      'max-garbage: this dump carries no reference counts, so its garbage cannot be told; take it with ouroboros_dump.py',
    ]);
  });
});

describe('a family that may not be', () => {
  it('is named by a type of it, or by its signature however it is typed', () => {
    const held =
      '1 cycle of Session .handler → Handler .owner → Session (held, 10.0 KB), none allowed';
    for (const wanted of [
      'Session',
      'app.Handler',
      FAMILY,
      'Session .handler->Handler .owner -> Session',
    ]) {
      expect([wanted, findings({ noFamily: [wanted] }, CLEAN)]).toEqual([
        wanted,
        [`no-family: ${held}`],
      ]);
    }
    for (const wanted of ['Item', 'app', 'Handler .owner -> Session']) {
      expect([wanted, findings({ noFamily: [wanted] }, CLEAN)]).toEqual([wanted, []]);
    }
    expect(findings({ noFamily: ['Session'] }, LEAKY)).toEqual([
      `no-family: 10 cycles of ${FAMILY} (garbage, 100 KB), none allowed`,
      `no-family: ${held}`,
    ]);
  });
});

describe('a limit on a type', () => {
  it('counts all objects of it, whatever becomes of them', () => {
    expect(findings({ maxType: [{ type: 'Session', count: 11 }] }, LEAKY)).toEqual([]);
    expect(findings({ maxType: [{ type: 'NoSuchType', count: 0 }] }, LEAKY)).toEqual([]);
    expect(findings({ maxType: [{ type: 'app.Session', count: 10 }] }, LEAKY)).toEqual([
      'max-type: 11 objects of type app.Session, 10 allowed',
    ]);
  });
});

describe('growth since a baseline', () => {
  it('is measured in bytes, objects or a share of the baseline', () => {
    const more = leakDump({ leaked: 12, cached: 5 });
    const rule = (unit: 'bytes' | 'objects' | 'percent', value: number) => ({
      maxGrowth: [{ unit, value }],
    });
    for (const allowed of [rule('bytes', 20_096), rule('objects', 4), rule('percent', 18)]) {
      expect(findings(allowed, more, LEAKY)).toEqual([]);
    }
    const most = 'Session grew most, by 20.0 KB';
    expect(findings(rule('bytes', 20_000), more, LEAKY)).toEqual([
      `max-growth: 20.1 KB more than the baseline, 20.0 KB allowed; ${most}`,
    ]);
    expect(findings(rule('objects', 3), more, LEAKY)).toEqual([
      `max-growth: 4 objects more than the baseline, 3 objects allowed; ${most}`,
    ]);
    expect(findings(rule('percent', 17), more, LEAKY)).toEqual([
      `max-growth: 17.9 % more than the baseline, 17 % allowed; ${most}`,
    ]);
    expect(findings(rule('bytes', 0), LEAKY, more)).toEqual([]);
  });

  it('finds families that the baseline does not have, and only these', () => {
    const workers = leakDump({ leaked: 20, workers: 2 });
    expect(findings({ noNewFamilies: true }, leakDump({ leaked: 20 }), LEAKY)).toEqual([]);
    expect(findings({ noNewFamilies: true }, workers, LEAKY)).toEqual([
      'no-new-families: 2 cycles of Worker .queue → Queue .owner → Worker (garbage, 2.00 KB), and none in the baseline',
    ]);
  });
});

describe('a dump that lost objects', () => {
  const lost = 'was lost, so no check can be relied on; --allow-partial checks the rest';
  const maxType = [{ type: 'Session', count: 100 }];

  it('does not pass, unless that is allowed', () => {
    const partial = sessionOf(CLEAN, false);
    expect(findings({ maxType }, partial)).toEqual([`whole: part of this dump ${lost}`]);
    expect(findings({ maxType, allowPartial: true }, partial)).toEqual([]);
  });

  it('is no baseline either', () => {
    const partial = sessionOf(CLEAN, false);
    expect(findings({ noNewFamilies: true }, LEAKY, partial)).toEqual([
      `whole: part of the baseline ${lost}`,
    ]);
  });
});

describe('a limit on the growth of a container', () => {
  const of = (name: string, unit: 'bytes' | 'objects' | 'percent', value: number) => ({
    maxGrowthOf: [{ name, limit: { unit, value } }],
  });
  const before = leakDump({ leaked: 0, cached: 100 });
  const after = leakDump({ leaked: 0, cached: 300 });

  it('counts what hangs on it, by its whole name or the end of it', () => {
    // 200 items of 200 bytes, and 8 for the place of each.
    expect(findings(of('module.CACHE', 'bytes', 41_600), after, before)).toEqual([]);
    expect(findings(of('CACHE', 'bytes', 41_599), after, before)).toEqual([
      'max-growth-of: CACHE: 41,600 bytes more than in the baseline, 41,599 allowed (20.9 KB → 62.5 KB)',
    ]);
    expect(findings(of('CACHE', 'percent', 100), after, before)[0]).toContain('199.5 % more');
    expect(findings(of('CACHE', 'bytes', 0), before, after)).toEqual([]);
  });

  it('weighs what its items hold outside of Python’s objects, every storage once', () => {
    // Two items are views of one storage.
    const first = before.type.findIndex(
      (type) => before.strings.get(before.typeNames[type]) === 'app.Item',
    );
    const [small, large] = [1000, 50_000].map((bytes) =>
      withNative(before, [
        [first, 7, bytes],
        [first + 3, 7, bytes],
        [first + 6, 8, 10],
      ]),
    );
    const grown = 'than in the baseline, 0 bytes allowed (21.9 KB → 70.9 KB)';
    expect(findings(of('module.CACHE', 'bytes', 49_000), large, small)).toEqual([]);
    expect(findings(of('module.CACHE', 'bytes', 0), large, small)).toEqual([
      `max-growth-of: module.CACHE: 49.0 KB more ${grown}`,
    ]);
    const all = { maxGrowth: [{ unit: 'bytes', value: 48_999 } as const] };
    expect(findings(all, large, small)).toEqual([
      'max-growth: 49,000 bytes more than the baseline, 48,999 allowed',
    ]);
  });

  it('is not passed by a name that nothing has', () => {
    expect(findings(of('CASH', 'bytes', 0), after, before)).toEqual([
      'max-growth-of: nothing is called CASH in either dump, so that its growth cannot be told',
    ]);
  });
});
