import { expect, test } from 'vitest';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import type { HeapChannel } from '../../support/every-question.ts';
import { questionsAbout } from '../../support/every-question.ts';
import { graphFromText } from '../../support/graph-from-text.ts';
import { sessionOf } from '../../support/session-of.ts';
import { withFacts } from '../../support/with-facts.ts';

/** What an object of JavaScript answers for without having been given it. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

test.each(NAMES)('objects, classes and keys called %s are like any other', async (name) => {
  const drawn = graphFromText(`
    main!; main: module; main -@__dict__> names; names: dict namespace
    names -global ${name}> held; held -.${name}> a; held -['${name}']> text
    a -.${name}> b; b -.${name}> a; b -key '${name}'> text; b -class> cls
    held: ${name}; a: ${name}; b: ${name}; cls: type; text: str`);
  const last = drawn.graph.nodeCount - 1;
  const graph = withFacts(drawn, {
    cls: { preview: name },
    text: { preview: name, length: name.length },
  });
  const session = sessionOf(graph);
  session.comparer.borrow(
    'itself',
    session.comparer.lend(questionsAbout(1).answer[0].cuts, UNATTENDED_JOB),
  );
  const refused: string[] = [];
  for (let node = 0; node <= last; node++) {
    for (const [channel, requests] of Object.entries(questionsAbout(node + 1))) {
      for (const request of requests) {
        try {
          await session.ask(channel as HeapChannel, request, UNATTENDED_JOB);
        } catch (thrown) {
          // A refusal of ours is an answer; anything else is a fault.
          if (!(thrown instanceof OuroborosError) || thrown.code === 'internal') throw thrown;
          refused.push(channel);
        }
      }
    }
  }
  expect(refused.length).toBeLessThan(last * 20);
  expect(
    (await session.query('types', TYPES, UNATTENDED_JOB)).rows.map(({ type }) => type),
  ).toContain(name);
});

const TYPES = { offset: 0, limit: 100, where: '', sort: 'shallowBytes', descending: true } as const;
