import { mkdirSync } from 'node:fs';
import { fromRoot, say } from './paths.mjs';
import { EXTENTS } from './test-suites.mjs';

/**
 * `--quick`, `--all` or in between; every suite of that extent, or those named. Ends with one line
 * that counts them all. What could not be run counts as failed, unless it is something this machine
 * need not have; what belongs to a larger extent does not. All of it is named.
 */
export async function runAllTests(args) {
  const extent = args.includes('--all') ? 'all' : args.includes('--quick') ? 'quick' : 'usual';
  const names = args.filter((arg) => !['--all', '--quick'].includes(arg));
  const suites = EXTENTS[extent];
  const unknown = names.filter((name) => suites[name] === undefined);
  if (unknown.length > 0) {
    say(`There is no suite "${unknown[0]}"; there are ${Object.keys(suites).join(', ')}.`);
    return 2;
  }
  mkdirSync(fromRoot('test-results'), { recursive: true });
  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const name of names.length > 0 ? names : Object.keys(suites)) {
    say(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
    const startedAt = Date.now();
    const outcome = await suites[name](extent);
    passed += outcome.passed;
    failed += outcome.failed + outcome.notRun.length;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    lines.push(
      `${name.padEnd(10)} ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`,
      ...named('not run, counted as failed', outcome.notRun),
      ...named('passed only when tried again', outcome.secondTry),
      ...named('not run here', outcome.absent),
      ...named('left out of this run', outcome.leftOut),
    );
  }
  process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

function named(what, names) {
  return names.map((name) => `${' '.repeat(11)}${what}: ${name}`);
}
