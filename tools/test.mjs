import { mkdirSync } from 'node:fs';
import { fromRoot, say } from './paths.mjs';
import { SUITES } from './test-suites.mjs';

/**
 * Every suite, or those named; ends with one line that counts them all. What was not run counts
 * as failed, unless it is something this machine need not have; both are named.
 */
export async function runAllTests(names) {
  const chosen = names.length > 0 ? names : Object.keys(SUITES);
  const unknown = chosen.filter((name) => SUITES[name] === undefined);
  if (unknown.length > 0) {
    say(`There is no suite "${unknown[0]}"; there are ${Object.keys(SUITES).join(', ')}.`);
    return 2;
  }
  mkdirSync(fromRoot('test-results'), { recursive: true });
  const lines = [];
  let passed = 0;
  let failed = 0;
  for (const name of chosen) {
    say(`\n── ${name} ${'─'.repeat(60 - name.length)}`);
    const startedAt = Date.now();
    const outcome = await SUITES[name]();
    passed += outcome.passed;
    failed += outcome.failed + outcome.notRun.length;
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    lines.push(
      `${name.padEnd(10)} ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`,
    );
    for (const what of outcome.notRun)
      lines.push(`${' '.repeat(11)}not run, counted as failed: ${what}`);
    for (const what of outcome.secondTry)
      lines.push(`${' '.repeat(11)}passed at the second try only: ${what}`);
    for (const what of outcome.absent) lines.push(`${' '.repeat(11)}not run here: ${what}`);
  }
  process.stdout.write(`\n${lines.map((line) => `  ${line}\n`).join('')}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
