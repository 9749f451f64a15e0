// @module-tag slow
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { OuroborosError } from '../../../shared/base/errors.ts';
import type { Job } from '../../../shared/base/job.ts';
import { UNATTENDED_JOB } from '../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import type { HeapChannel } from '../../support/every-question.ts';
import { questionsAbout } from '../../support/every-question.ts';
import { sessionOf } from '../../support/session-of.ts';
import { loadBytes } from '../load-from-bytes.ts';
import { expectSoundGraph } from '../sound-graph.ts';
import { mutate, mutateOuro } from './mutate.ts';
import { Random } from './random.ts';
import { fuzzSamples } from './samples.ts';

/** `npm run fuzz -- --minutes 10 --seed 7` sets these; in the tests a few hundred cases are run. */
const SECONDS = Number(process.env.OUROBOROS_FUZZ_SECONDS ?? '0');
const SEED = Number(process.env.OUROBOROS_FUZZ_SEED ?? '1');
const CASES = 300;
/** Looks at the job that a case may take: work, not time, so that a slow machine fails nothing. */
const MAX_CHECKPOINTS = 400_000;
const MEMORY_LIMIT = 256 * 1024 * 1024;
const MAX_ANSWER_BYTES = 2_000_000;
const REFUSALS: ReadonlySet<string> = new Set([
  'dump-unrecognised',
  'dump-unsupported',
  'dump-malformed',
  'dump-empty',
  'dump-too-large',
]);
const ANSWERS: ReadonlySet<string> = new Set(['not-found', 'bad-request']);

class TooMuchWork extends Error {}

function boundedJob(): Job {
  let left = MAX_CHECKPOINTS;
  return {
    ...UNATTENDED_JOB,
    checkpoint: () => {
      if (--left < 0) throw new TooMuchWork('the case takes too much work');
    },
  };
}

/** Opens a dump and asks everything of it; nothing thrown but what refuses, no answer without end. */
async function tryOut(bytes: Uint8Array): Promise<boolean> {
  const job = boundedJob();
  let graph: Awaited<ReturnType<typeof loadBytes>>['graph'];
  try {
    ({ graph } = await loadBytes(bytes, { job, memoryLimitBytes: MEMORY_LIMIT }));
  } catch (thrown) {
    if (thrown instanceof OuroborosError && REFUSALS.has(thrown.code)) return false;
    throw thrown;
  }
  expectSoundGraph(graph);
  const session = sessionOf(graph);
  session.comparer.borrow('itself', session.comparer.lend(DEFAULT_CUTS, job));
  for (const [channel, requests] of Object.entries(questionsAbout(graph.nodeCount))) {
    for (const request of requests) {
      const answer = await session
        .ask(channel as HeapChannel, request, job)
        .catch((thrown: unknown) => {
          if (thrown instanceof OuroborosError && ANSWERS.has(thrown.code)) return thrown.message;
          throw thrown;
        });
      const text = JSON.stringify(answer);
      expect(text.length, channel).toBeLessThan(MAX_ANSWER_BYTES);
    }
  }
  return true;
}

test(
  'damaged and hostile dumps open or are refused, and every question about them is answered',
  async () => {
    const samples = fuzzSamples();
    const random = new Random(SEED);
    const ends = Date.now() + SECONDS * 1000;
    let opened = 0;
    let cases = 0;
    while (SECONDS > 0 ? Date.now() < ends : cases < CASES) {
      const sample = random.pick(samples);
      const isStructured = sample.isOuro && random.below(2) === 0;
      const bytes = isStructured
        ? mutateOuro(sample.bytes, random)
        : mutate(sample.bytes, random.pick(samples).bytes, random);
      cases++;
      try {
        if (await tryOut(bytes)) opened++;
      } catch (thrown) {
        const folder = path.join('test-results', 'fuzz');
        mkdirSync(folder, { recursive: true });
        const file = path.join(folder, `${SEED}-${cases}.bin`);
        writeFileSync(file, bytes);
        throw new Error(`case ${cases} of seed ${SEED} (${sample.name}), kept in ${file}`, {
          cause: thrown,
        });
      }
    }
    console.info(`${cases} cases of seed ${SEED}, ${opened} of them opened`);
    expect(opened).toBeGreaterThan(cases / 20);
  },
  (SECONDS + 300) * 1000,
);
