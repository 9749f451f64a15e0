import { describe, expect, test } from 'vitest';
import { nativeCodecs } from '../../../../electron/node/native-codecs.ts';
import { toErrorData } from '../../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import type { HeapGraph } from '../../../../shared/heap/heap-graph.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { HeapSession } from '../../../../shared/session/heap-session.ts';
import { type HeapChannel, questionsAbout } from '../../../support/every-question.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { NAMES, plantedDump, SECRETS } from '../../../support/planted-dump.ts';

function sessionOf(graph: HeapGraph): HeapSession {
  return new HeapSession(graph, {
    name: 'leak.ouro',
    formatId: 'ouro',
    formatLabel: 'Ouroboros dump',
    fileBytes: 0,
    warnings: [{ code: 'collector-warning', message: 'repr failed: S10-warning' }],
  });
}

/** Everything that is written or said of a dump, as one text. */
async function everythingOf(session: HeapSession): Promise<string> {
  const said: string[] = [];
  const chunks = session.toOuro({ job: UNATTENDED_JOB, codecs: nativeCodecs(), compress: false });
  said.push(Buffer.concat([...chunks]).toString('latin1'));
  for (const format of ['objgraph', 'refcycle'] as const) {
    said.push(Buffer.concat([...session.toForeign(format, UNATTENDED_JOB)]).toString());
  }
  for (const table of session.tables({ redact: false, names: true }, UNATTENDED_JOB)) {
    said.push(JSON.stringify([...table.batches()]));
  }
  session.comparer.borrow('itself', session.comparer.lend(DEFAULT_CUTS, UNATTENDED_JOB));
  const questions = Object.entries(questionsAbout(session.graph.nodeCount));
  for (const [channel, requests] of questions) {
    for (const request of requests) {
      // A refusal is an answer too, and quotes what it refuses.
      const answer = await session
        .ask(channel as HeapChannel, request, UNATTENDED_JOB)
        .catch((thrown: unknown) => toErrorData(thrown).message);
      said.push(JSON.stringify(answer));
    }
  }
  return said.join('\n');
}

function among(texts: readonly string[], all: string): readonly string[] {
  return texts.filter((text) => all.includes(text));
}

describe('what is left out of a dump', () => {
  test('without redaction each of them is told, so that the test can fail', async () => {
    const all = await everythingOf(sessionOf(plantedDump()));
    expect(among(SECRETS, all)).toEqual(SECRETS);
    expect(among(NAMES, all)).toEqual(NAMES);
  });

  test('values are in no file and no answer, names stay', async () => {
    const session = sessionOf(plantedDump());
    const redacted = session.redacted({ values: true, names: false }, UNATTENDED_JOB);
    const all = await everythingOf(redacted);
    expect(among(SECRETS, all)).toEqual([]);
    expect(among(NAMES, all)).toEqual(NAMES);
  });

  test('names of the program are in none either; public names stay', async () => {
    const session = sessionOf(plantedDump());
    const redacted = session.redacted({ values: true, names: true }, UNATTENDED_JOB);
    const all = await everythingOf(redacted);
    expect(among([...SECRETS, ...NAMES], all)).toEqual([]);
    expect(all).toContain('ValueError');
  });

  test('names alone leave values as they are', () => {
    const session = sessionOf(plantedDump());
    const { graph } = session.redacted({ values: false, names: true }, UNATTENDED_JOB);
    const texts = Array.from({ length: graph.strings.count }, (_, at) => graph.strings.get(at));
    expect(texts).toContain("'S1-preview'");
    expect(among(NAMES, texts.join('\n'))).toEqual([]);
  });

  test('objects, references, sizes and verdicts stay', async () => {
    const session = sessionOf(plantedDump());
    const redacted = session.redacted({ values: true, names: true }, UNATTENDED_JOB);
    expect(redacted.graph.edgeTarget).toEqual(session.graph.edgeTarget);
    expect(redacted.graph.shallowSize).toEqual(session.graph.shallowSize);
    const report = (of: HeapSession) =>
      of.cyclesReport({ cuts: DEFAULT_CUTS, type: '' }, UNATTENDED_JOB);
    const shape = (of: HeapSession) =>
      report(of).families.map(({ count, objects, verdict }) => [count, objects, verdict]);
    expect(shape(redacted)).toEqual(shape(session));
    expect(shape(session).length).toBeGreaterThan(1);
  });

  test('equal texts have one alias, different ones have two', () => {
    const { graph } = graphFromText`
      a -['x']> one; b -['x']> two; b -['y']> three
      a: dict; b: dict
    `;
    const session = sessionOf(graph).redacted({ values: true, names: false }, UNATTENDED_JOB);
    const labels = session.graph.edgeLabels;
    if (labels?.form !== 'perEdge') throw new Error('drawn graphs label each reference');
    const texts = Array.from(labels.label, (label) => session.graph.strings.get(label));
    expect(texts[0]).toBe(texts[1]);
    expect(texts[2]).not.toBe(texts[1]);
  });
});
