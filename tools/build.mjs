import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { hashInputs, removeStamp, staleTargets, TARGETS, writeStamp } from './targets.mjs';

/**
 * Builds those of `names` whose sources have changed. Returns the names that failed; each failure
 * has been explained on stderr.
 */
export async function buildStale(names, { force = false, quiet = true } = {}) {
  if (!force && staleTargets(names).length === 0) return [];
  return withBuildLock(async () => {
    // Looked at again: whoever held the lock may have built the same.
    const stale = force ? names : staleTargets(names);
    if (stale.length > 0) say(`Building ${stale.join(', ')}…`);
    const failed = [];
    for (const name of stale) if (!(await buildTarget(name, quiet))) failed.push(name);
    return failed;
  });
}

async function buildTarget(name, quiet) {
  const { config } = TARGETS[name];
  const hash = hashInputs(name);
  removeStamp(name);
  const vite = fromRoot('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', config, '--mode', name, '--logLevel', 'warn'];
  const result = await run(process.execPath, args, {
    capture: true,
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1', FORCE_COLOR: '0' },
  });
  const output = stripVTControlCharacters(result.output).trim();
  if (result.exitCode !== 0) {
    say(output);
    say(`The ${name} could not be built; the messages above say where.`);
    return false;
  }
  if (!quiet && output !== '') say(output);
  writeStamp(name, hash);
  return true;
}

const LOCK = fromRoot('dist', '.build-lock');
const LOCK_WAIT_MS = 180_000;

/** One build at a time per checkout, so that two commands started together do not mix files. */
async function withBuildLock(work) {
  mkdirSync(fromRoot('dist'), { recursive: true });
  const giveUpAt = Date.now() + LOCK_WAIT_MS;
  while (!takeLock()) {
    if (Date.now() > giveUpAt) {
      say(`Another build has held ${LOCK} for too long; delete that file if none is running.`);
      process.exit(1);
    }
    await delay(200);
  }
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}

function takeLock() {
  try {
    writeFileSync(LOCK, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!isHolderAlive()) rmSync(LOCK, { force: true });
    return false;
  }
}

function isHolderAlive() {
  try {
    const pid = Number(readFileSync(LOCK, 'utf8'));
    // Just created and not yet written: give the holder the benefit of the doubt.
    if (pid === 0) return true;
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
