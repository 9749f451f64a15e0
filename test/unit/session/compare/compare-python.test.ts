// @module-tag slow
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { memorySource } from '../../../../shared/formats/bytes/byte-source.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';

interface Truth {
  readonly file: string;
  readonly '__main__.Session': readonly number[];
  readonly churned: { readonly type: string; readonly ids: readonly number[] };
  readonly cache: readonly [id: number, bytes: number];
  readonly rows: readonly [id: number, bytes: number];
  /** Where a module lies. */
  readonly os: number;
}

const PYTHON = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import ctypes']).status === 0,
);
const folder = mkdtempSync(join(tmpdir(), 'ouroboros-compare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the program, leaking or fixed, and reads what it says it had. */
function run(name: string, ...words: readonly string[]): readonly Truth[] {
  const out = join(folder, name);
  mkdirSync(out);
  const script = join(import.meta.dirname, 'compare-dumps.py');
  execFileSync(PYTHON ?? '', ['-I', '-S', script, 'collector', out, ...words], { stdio: 'pipe' });
  return JSON.parse(readFileSync(join(out, 'truth.json'), 'utf8')) as Truth[];
}

function open(...path: readonly string[]): Promise<HeapSession> {
  const bytes = new Uint8Array(readFileSync(join(folder, ...path)));
  const options = { job: UNATTENDED_JOB, codecs: {}, memoryLimitBytes: 2e9 };
  return HeapSession.open(memorySource(bytes, path.at(-1) ?? ''), options);
}

async function compared(...sessions: readonly HeapSession[]) {
  const session = sessions[sessions.length - 1];
  if (session === undefined) throw new Error('nothing to compare');
  const baselines = sessions.slice(0, -1).map((lender, at) => {
    session.comparer.borrow(`b${at}`, lender.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
    return `b${at}`;
  });
  const compare = { baselines, match: 'auto' as const };
  return {
    facts: await session.query('comparison', compare, UNATTENDED_JOB),
    /** Addresses of the objects of a kind, as Python's `id` gives them; ascending. */
    ids: async (kind: 'new' | 'gone' | 'survived' | 'grown', type: string) => {
      const request = { compare, kind, type, offset: 0, limit: 1000 };
      const { rows } = await session.query('comparedObjects', request, UNATTENDED_JOB);
      return rows.map(({ address }) => Number(BigInt(address))).sort((a, b) => a - b);
    },
    grown: async () => {
      const request = { compare, kind: 'grown' as const, type: '', offset: 0, limit: 1000 };
      return (await session.query('comparedObjects', request, UNATTENDED_JOB)).rows;
    },
  };
}

const without = (ids: readonly number[], others: readonly number[]) =>
  ids.filter((id) => !others.includes(id)).sort((a, b) => a - b);

describe.skipIf(PYTHON === undefined)('dumps of a Python that leaks', () => {
  let leaky: readonly Truth[] = [];
  let fixed: readonly Truth[] = [];
  beforeAll(() => {
    leaky = run('leaky');
    fixed = run('fixed', 'fixed');
  });
  const had = (at: number): Truth => {
    const truth = leaky[at];
    if (truth === undefined) throw new Error('the program took fewer dumps');
    return truth;
  };

  it('have exactly the new objects that the program says it made', async () => {
    const { facts, ids } = await compared(
      await open('leaky', 'first.ouro'),
      await open('leaky', 'second.ouro'),
    );
    expect(facts.comparedBy).toBe('objects');
    const [before, after] = [had(0), had(1)];
    expect(await ids('new', '__main__.Session')).toEqual(
      without(after['__main__.Session'], before['__main__.Session']),
    );
    expect(await ids('gone', '__main__.Session')).toEqual([]);
    expect(facts.headline).toMatch(/Session .*still leaks: 50 → 150 cycles/);
  });

  it('do not take what was made in freed memory for what was there', async () => {
    const { ids } = await compared(
      await open('leaky', 'first.ouro'),
      await open('leaky', 'second.ouro'),
    );
    const [before, after] = [had(0).churned, had(1).churned];
    // That memory was in fact used again is what makes this a test.
    expect(after.ids.filter((id) => before.ids.includes(id)).length).toBeGreaterThan(100);
    expect(await ids('new', '__main__.After')).toEqual(without(after.ids, []));
    expect(await ids('gone', '__main__.Before')).toEqual(without(before.ids, []));
  });

  it('know the containers that grew where they were', async () => {
    const { grown } = await compared(
      await open('leaky', 'first.ouro'),
      await open('leaky', 'second.ouro'),
      await open('leaky', 'third.ouro'),
    );
    const rows = new Map((await grown()).map((row) => [Number(BigInt(row.address)), row.bytes]));
    for (const key of ['cache', 'rows'] as const) {
      const sizes = [0, 1, 2].map((at) => had(at)[key][1]);
      expect([key, rows.get(had(2)[key][0])]).toEqual([key, sizes]);
    }
  });

  it('tell what survived from the first step to the third dump', async () => {
    const { ids, facts } = await compared(
      await open('leaky', 'first.ouro'),
      await open('leaky', 'second.ouro'),
      await open('leaky', 'third.ouro'),
    );
    expect(await ids('survived', '__main__.Session')).toEqual(
      without(had(1)['__main__.Session'], had(0)['__main__.Session']),
    );
    expect(facts.headline).toMatch(/grew in every step: 50 → 150 → 400 cycles/);
  });

  it('are told from those of the fixed program, which is another process', async () => {
    const { facts } = await compared(
      await open('leaky', 'third.ouro'),
      await open('fixed', 'third.ouro'),
    );
    expect(facts.comparedBy).toBe('types');
    expect(facts.headline).toMatch(/^The fix works: Session .* is gone/);
  });

  it('are told apart by their modules where nothing else says so', async () => {
    const anonymous = async (...path: readonly string[]) => {
      const session = await open(...path);
      return new HeapSession({ ...session.graph, process: {} }, session.identity);
    };
    const leak = await anonymous('leaky', 'third.ouro');
    const other = await compared(leak, await anonymous('fixed', 'third.ouro'));
    // Where the system does not randomise addresses, nothing is left to tell them by.
    const isRandomised = fixed[2]?.os !== had(2).os;
    expect(other.facts.comparedBy).toBe(isRandomised ? 'types' : 'objects');
    expect(other.facts.reason.includes('modules lie elsewhere')).toBe(isRandomised);
    const same = await compared(await anonymous('leaky', 'first.ouro'), leak);
    expect(same.facts.comparedBy).toBe('objects');
  });
});
