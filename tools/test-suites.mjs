import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildStale } from './build.mjs';
import { findElectron, whyNoWindow } from './electron-binary.mjs';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { APP_TARGETS } from './targets.mjs';
import { ensureChromium, ensurePython, ensureScenarioPackages } from './test-setup.mjs';

/**
 * A suite runs and counts. `notRun` names what was left out: it counts as failed, unless it is
 * `absent`, something this machine need not have. `secondTry` names what passed only then.
 */
export const SUITES = { check, unit, collector, build, e2e };

const result = (passed, failed, notRun = [], absent = [], secondTry = []) => ({
  passed,
  failed,
  notRun,
  absent,
  secondTry,
});

/** Types and lint: one check each. */
async function check() {
  const tsc = fromRoot('node_modules', 'typescript', 'bin', 'tsc');
  const biome = fromRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const checks = [
    ...['shared', 'node', 'web'].map((part) => [tsc, '-p', `tsconfig.${part}.json`]),
    [biome, 'check', '--error-on-warnings', '.'],
  ];
  let passed = 0;
  for (const [script, ...args] of checks) {
    const outcome = await run(process.execPath, [script, ...args], { capture: true });
    if (outcome.exitCode === 0) passed++;
    else say(outcome.output.trim());
  }
  return result(passed, checks.length - passed);
}

/** Unit, format, component and architecture tests. */
async function unit() {
  const report = fromRoot('test-results', 'vitest.json');
  rmSync(report, { force: true });
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const outcome = await run(process.execPath, [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  const counts = readReport(report);
  if (counts === null) return result(0, 1, ['the vitest run, which ended early']);
  const left = counts.testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => !['passed', 'failed'].includes(test.status))
      .map((test) => test.fullName),
  );
  // A file that cannot be loaded has no tests to count.
  const brokenFiles = counts.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  ).length;
  const failed = counts.numFailedTests + brokenFiles;
  const silent = outcome.exitCode !== 0 && failed === 0 ? 1 : 0;
  const needsSamples = (name) => name.includes('../shared/data');
  return result(
    counts.numPassedTests,
    failed + silent,
    left.filter((name) => !needsSamples(name)),
    left.filter(needsSamples),
  );
}

/** The collector's tests, in every Python they find. They end with a line that counts them. */
async function collector() {
  const python = await ensurePython();
  if (python === null) return result(0, 0, ['the collector tests: there is no Python']);
  await ensureScenarioPackages();
  const outcome = await run(python, [fromRoot('collector', 'tests', 'run_all.py')], {
    capture: true,
  });
  say(outcome.output.trim());
  const counts = [...outcome.output.matchAll(/^(\d+) passed, (\d+) failed\b/gm)].at(-1);
  if (counts === undefined) return result(0, 1, ['the collector tests, which ended early']);
  const failed = Number(counts[2]);
  return result(Number(counts[1]), failed === 0 && outcome.exitCode !== 0 ? 1 : failed);
}

async function build() {
  const failed = await buildStale(APP_TARGETS);
  return result(APP_TARGETS.length - failed.length, failed.length);
}

/** The story in every host, in a real Chromium. */
async function e2e() {
  if (!(await ensureChromium()))
    return result(0, 0, ['the end-to-end specs: there is no Chromium']);
  const failedBuilds = await buildStale(APP_TARGETS);
  if (failedBuilds.length > 0) return result(0, 1, ['the end-to-end specs: the build failed']);
  process.env.OUROBOROS_APP_ROOT = copyApp();
  const report = fromRoot('test-results', 'e2e.json');
  rmSync(report, { force: true });
  const playwright = fromRoot('node_modules', '@playwright', 'test', 'cli.js');
  await run(process.execPath, [
    playwright,
    'test',
    '--config',
    fromRoot('test', 'e2e', 'playwright.config.ts'),
  ]);
  const counts = readReport(report);
  if (counts === null) return result(0, 1, ['the end-to-end run, which ended early']);
  const { expected, unexpected, flaky } = counts.stats;
  const loadErrors = counts.errors?.length ?? 0;
  return result(
    expected + flaky,
    unexpected + loadErrors,
    specsThatEnded('skipped', counts.suites),
    absentElectron(),
    specsThatEnded('flaky', counts.suites),
  );
}

/** A copy of what was built, so that a build in the meantime does not change it under the specs. */
function copyApp() {
  const root = fromRoot('test-results', 'app');
  rmSync(root, { recursive: true, force: true });
  for (const part of ['dist', 'examples', 'package.json']) {
    cpSync(fromRoot(part), path.join(root, part), {
      recursive: true,
      filter: (source) => !source.endsWith('.map'),
    });
  }
  return root;
}

function absentElectron() {
  const reason = findElectron() === null ? 'no executable is installed' : whyNoWindow();
  return reason === null ? [] : [`real Electron: ${reason}`];
}

function specsThatEnded(status, suites) {
  return suites.flatMap((suite) => [
    ...(suite.specs ?? [])
      .filter((spec) => spec.tests.some((test) => test.status === status))
      .map((spec) => spec.title),
    ...specsThatEnded(status, suite.suites ?? []),
  ]);
}

function readReport(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}
