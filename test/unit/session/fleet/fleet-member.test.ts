import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { FleetMember } from '../../../../shared/protocol/fleet-schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { leakDump } from '../../../support/leak-dump.ts';
import { expectPlain } from '../../../support/plain-answer.ts';
import { sessionOf } from '../../../support/session-of.ts';

async function memberOf(graph: ReturnType<typeof leakDump>): Promise<FleetMember> {
  return (await sessionOf(graph).query('fleetMember', {}, UNATTENDED_JOB)) as FleetMember;
}

const signatures = ({ causes }: FleetMember) => causes.map(({ signature }) => signature);

test('two processes of a program have causes of the same signatures, however far they had come', async () => {
  const [early, late] = [
    await memberOf(leakDump({ leaked: 200, cached: 9_000 })),
    await memberOf(leakDump({ leaked: 900, cached: 30_000 })),
  ];
  expect(early.causes).toHaveLength(2);
  expect(new Set(signatures(late))).toEqual(new Set(signatures(early)));
  expect(new Set(signatures(early)).size).toBe(2);
});

test('a list under another key is the same leak, one by another attribute is not', async () => {
  const program = (key: string, attribute: string) => {
    const items = Array.from(
      { length: 300 },
      (_, at) => `list -[${at}]> i${at}; i${at}: Item size=9000`,
    );
    const { graph } = graphFromText(`
      main!; main: module; main -@__dict__> names; names: dict namespace
      names -global CACHE> cache; cache: dict size=200; cache -['${key}']> page; page: Page
      page -.${attribute}> list; list: list size=2456
      ${items.join('\n')}
    `);
    return graph;
  };
  const first = signatures(await memberOf(program('/a', 'rows')));
  expect(first).toHaveLength(1);
  expect(signatures(await memberOf(program('/b', 'rows')))).toEqual(first);
  expect(signatures(await memberOf(program('/a', 'lines')))).not.toEqual(first);
});

test('a member has of each cause what is of use without the dump, and no object of it', async () => {
  const process = { pid: 4711, rssBytes: 9e6, commandLine: 'python\u0007 serve.py' };
  const member = await memberOf(leakDump({ leaked: 20, process }));
  expectPlain(member);
  const kept =
    'advice bytes confidence cycles holder kind nativeBytes places sentence share signature subjects';
  expect(member.causes.length).toBeGreaterThan(0);
  for (const cause of member.causes) expect(Object.keys(cause).sort().join(' ')).toBe(kept);
  expect(member).toMatchObject({ residentBytes: 9e6, sharedBytes: null });
  expect(member.process.pid).toBe(4711);
  expect(member.process.commandLine).not.toContain('\u0007');
  expect(JSON.stringify(member)).not.toMatch(/0x[0-9a-f]{4}/);
});
