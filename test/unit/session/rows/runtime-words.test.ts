import { describe, expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';

/** A hundred frames and their accessors, each pair a cycle; all held by one list, or by nothing. */
function sessionIn(runtime: string, isHeld: boolean) {
  const lines = ['main!', 'main: app.Main size=80', 'main -.all> all', 'all: list size=900'];
  for (let at = 0; at < 100; at++) {
    if (isHeld) lines.push(`all -[${at}]> frame${at}`);
    lines.push(
      `frame${at}: app.Frame size=20000`,
      `frame${at} -.acc> acc${at}`,
      `acc${at}: app.Accessor size=50`,
      `acc${at} -.frame> frame${at}`,
    );
  }
  const { graph } = graphFromText(lines.join('\n'));
  return sessionOf({ ...graph, process: { runtime } });
}

/** Everything that is said of it, as text. */
async function saidOf(runtime: string, isHeld = true): Promise<string> {
  const session = sessionIn(runtime, isHeld);
  const ask = (channel: string, request: object) =>
    session.ask(channel as never, request as never, UNATTENDED_JOB);
  const said = await Promise.all([
    ask('overview', { cuts: DEFAULT_CUTS }),
    ask('answer', { cuts: DEFAULT_CUTS }),
    ask('cycles', { cuts: DEFAULT_CUTS, type: '', offset: 0, limit: 50 }),
    ask('breakProposals', { cuts: DEFAULT_CUTS, familyId: 0 }),
    ask('threads', { cuts: DEFAULT_CUTS, offset: 0, limit: 20 }),
  ]);
  return JSON.stringify(said);
}

const OF_PYTHON = /weakref|Python|eference count|gc\.|DataFrame|__\w+__|set to None|\bself\./;

describe('words of a runtime', () => {
  test.each(['JVM', 'Ruby', 'V8'])('%s gets no word of Python', async (runtime) => {
    expect(await saidOf(runtime)).not.toMatch(OF_PYTHON);
    expect(await saidOf(runtime, false)).not.toMatch(OF_PYTHON);
  });

  test('each has its own way to hold weakly', async () => {
    expect(await saidOf('JVM')).toContain('java.lang.ref.WeakReference');
    expect(await saidOf('Ruby')).toContain('hold it by a WeakRef');
    expect(await saidOf('V8')).toContain('hold it by a WeakRef');
    expect(await saidOf('CPython 3.12')).toContain('weakref.ref');
  });
});
