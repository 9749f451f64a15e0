import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { buildStale } from './build.mjs';
import { runElectronSpecs } from './electron-suite.mjs';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { APP_TARGETS } from './targets.mjs';
import { ensureChromium, ensurePython, ensureScenarioPackages } from './test-setup.mjs';

/**
 * What a run consists of, by its extent, in this order: `quick` while working, `usual` before a
 * change lands, `all` where it is merged. A suite is given the extent and counts.
 */
export const EXTENTS = {
  quick: { check, unit },
  usual: { check, unit, collector, build, e2e },
  all: { check, unit, collector, build, e2e, packages, electron },
};

/**
 * `notRun` names what could not be run: it counts as failed, unless it is `absent`, something this
 * machine need not have. `secondTry` names what passed only then; `leftOut`, what belongs to a
 * larger extent.
 */
const result = (passed, failed, names = {}) => ({
  passed,
  failed,
  notRun: [],
  absent: [],
  secondTry: [],
  leftOut: [],
  ...names,
});

/** Types and lint, at the same time: one check each. */
async function check() {
  const tsc = fromRoot('node_modules', 'typescript', 'bin', 'tsc');
  const biome = fromRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const checks = [
    ...['shared', 'node', 'web'].map((part) => [tsc, '-p', `tsconfig.${part}.json`]),
    [biome, 'check', '--error-on-warnings', '.'],
  ];
  const outcomes = await Promise.all(
    checks.map((args) => run(process.execPath, args, { capture: true })),
  );
  const failures = outcomes.filter(({ exitCode }) => exitCode !== 0);
  for (const { output } of failures) say(output.trim());
  return result(checks.length - failures.length, failures.length);
}

/** Unit, format, component and architecture tests; in a quick run without those tagged `slow`. */
async function unit(extent) {
  const isQuick = extent === 'quick';
  const report = fromRoot('test-results', 'vitest.json');
  rmSync(report, { force: true });
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const outcome = await run(process.execPath, [
    vitest,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...(isQuick ? ['--tags-filter=!slow'] : []),
  ]);
  const counts = readReport(report);
  if (counts === null) return result(0, 1, { notRun: ['the vitest run, which ended early'] });
  const isLeftOut = (test) => isQuick && test.status === 'skipped' && test.tags.includes('slow');
  const names = counts.testResults
    .flatMap((file) => file.assertionResults)
    .filter((test) => !['passed', 'failed'].includes(test.status) && !isLeftOut(test))
    .map((test) => test.fullName);
  // A file that cannot be loaded has no tests to count.
  const brokenFiles = counts.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  ).length;
  const failed = counts.numFailedTests + brokenFiles;
  const silent = outcome.exitCode !== 0 && failed === 0 ? 1 : 0;
  const needsSamples = (name) => name.includes('../shared/data');
  return result(counts.numPassedTests, failed + silent, {
    notRun: names.filter((name) => !needsSamples(name)),
    absent: names.filter(needsSamples),
    leftOut: counts.testResults.flatMap((file) => leftOutOf(file, isLeftOut)),
  });
}

/** What of a file was left out: its tests by name, or the file if that is all of them. */
function leftOutOf({ name, assertionResults }, isLeftOut) {
  const tests = assertionResults.filter(isLeftOut);
  return tests.length > 1 && tests.length === assertionResults.length
    ? [`${path.relative(fromRoot(), name)}, ${tests.length} tests`]
    : tests.map((test) => test.fullName);
}

/**
 * The collector's tests, in the oldest and the newest Python and one that has pandas, or in every
 * one. They end with a line that counts them.
 */
async function collector(extent) {
  const python = await ensurePython();
  if (python === null) {
    return result(0, 0, { notRun: ['the collector tests: there is no Python'] });
  }
  await ensureScenarioPackages();
  const outcome = await run(
    python,
    [fromRoot('collector', 'tests', 'run_all.py'), ...(extent === 'all' ? [] : ['--few'])],
    { capture: true },
  );
  say(outcome.output.trim());
  const counts = [...outcome.output.matchAll(/^(\d+) passed, (\d+) failed\b/gm)].at(-1);
  if (counts === undefined) {
    return result(0, 1, { notRun: ['the collector tests, which ended early'] });
  }
  const failed = Number(counts[2]);
  const lines = (start) =>
    [...outcome.output.matchAll(new RegExp(`^${start}: (.+)$`, 'gm'))].map(([, what]) => what);
  return result(Number(counts[1]), failed === 0 && outcome.exitCode !== 0 ? 1 : failed, {
    absent: lines('Not found on this machine'),
    leftOut: lines('Left out'),
  });
}

async function build() {
  const failed = await buildStale(APP_TARGETS);
  return result(APP_TARGETS.length - failed.length, failed.length);
}

/**
 * The end-to-end specs, in a real Chromium: those about the page in the browser host, those about
 * the host in every one; all of them in every one in a full run.
 */
async function e2e(extent) {
  if (!(await ensureChromium())) {
    return result(0, 0, { notRun: ['the end-to-end specs: there is no Chromium'] });
  }
  const failedBuilds = await buildStale(APP_TARGETS);
  if (failedBuilds.length > 0) {
    return result(0, 1, { notRun: ['the end-to-end specs: the build failed'] });
  }
  process.env.OUROBOROS_APP_ROOT = copyApp();
  process.env.OUROBOROS_SPECS = extent === 'all' ? 'all' : 'usual';
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
  if (counts === null) {
    return result(0, 1, { notRun: ['the end-to-end run, which ended early'] });
  }
  const { expected, unexpected, flaky } = counts.stats;
  const loadErrors = counts.errors?.length ?? 0;
  return result(expected + flaky, unexpected + loadErrors, {
    notRun: specsThatEnded('skipped', counts.suites),
    secondTry: specsThatEnded('flaky', counts.suites),
    leftOut:
      extent === 'all'
        ? []
        : [
            'on the desktop: the specs that are about the page alone',
            'screenshots.spec.ts',
            'guides.cli.spec.ts',
            'on a real Electron: the specs about the desktop app',
          ],
  });
}

/** What people install, packed and installed into clean folders; some of it needs a registry. */
async function packages() {
  const report = fromRoot('test-results', 'packages.json');
  rmSync(report, { force: true });
  const failedBuilds = await buildStale(APP_TARGETS);
  if (failedBuilds.length > 0) return result(0, 1, { notRun: ['the packages: the build failed'] });
  const vitest = fromRoot('node_modules', 'vitest', 'vitest.mjs');
  const config = fromRoot('vitest.packages.config.ts');
  await run(process.execPath, [
    ...[vitest, 'run', '--config', config],
    ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ]);
  const counts = readReport(report);
  if (counts === null) return result(0, 1, { notRun: ['the packages, whose run ended early'] });
  const tests = counts.testResults.flatMap((file) => file.assertionResults);
  const broken = counts.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((t) => t.status !== 'failed'),
  );
  return result(counts.numPassedTests, counts.numFailedTests + broken.length, {
    // Skipped where no registry answers, or a tool of the system is missing: it says which.
    absent: tests
      .filter(({ status }) => !['passed', 'failed'].includes(status))
      .map(({ fullName }) => fullName),
  });
}

/** The specs about the desktop app, on a real Electron with its sandbox on. */
async function electron() {
  const { report, absent } = await runElectronSpecs();
  if (absent !== undefined) {
    return result(0, 0, { absent: [`the specs on a real Electron: ${absent}`] });
  }
  const counts = report === null ? null : readReport(report);
  if (counts === null) {
    return result(0, 1, { notRun: ['the run on a real Electron, which ended early'] });
  }
  const { expected, unexpected, flaky } = counts.stats;
  return result(expected + flaky, unexpected + (counts.errors?.length ?? 0), {
    notRun: specsThatEnded('skipped', counts.suites),
    secondTry: specsThatEnded('flaky', counts.suites),
  });
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
