import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';

/** Processes stopped at random moments: a hundred each, whatever the time. */
const HAZARDS = 'test/unit/electron/process/hazards';

/**
 * `npm run fuzz -- --minutes 10 --seed 7`: damaged and hostile dumps of every format, opened and
 * asked everything. What breaks is kept in test-results/fuzz and becomes a fixture.
 */
export async function fuzz(args) {
  const minutes = Number(optionIn(args, '--minutes') ?? '1');
  const seed = Number(optionIn(args, '--seed') ?? '1');
  if (!(minutes > 0 && minutes <= 24 * 60) || !Number.isSafeInteger(seed) || seed < 0) {
    say('Usage: npm run fuzz -- [--minutes N] [--seed N]');
    return 2;
  }
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const { exitCode } = await run(process.execPath, [vitest, 'run', 'test/formats/fuzz', HAZARDS], {
    env: {
      ...process.env,
      OUROBOROS_FUZZ_SECONDS: String(minutes * 60),
      OUROBOROS_FUZZ_SEED: String(seed),
    },
  });
  return exitCode;
}

function optionIn(args, name) {
  const at = args.indexOf(name);
  return at < 0 ? null : args[at + 1];
}
