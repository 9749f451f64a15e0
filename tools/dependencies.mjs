import { readFileSync } from 'node:fs';
import { fromRoot, say } from './paths.mjs';
import { npmCommand, run } from './processes.mjs';

/**
 * Installs what `package-lock.json` names, unless it is there already.
 *
 * npm records what it installed in `node_modules/.package-lock.json`; comparing the two says
 * whether anything is missing or of another version, whoever ran npm last.
 */
export async function ensureDependencies() {
  if (!dependenciesDiffer()) return;
  say('Installing dependencies (npm ci)…');
  // No package of ours needs its install script; Electron's binary is fetched when it is wanted.
  const [command, args] = npmCommand([
    'ci',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ]);
  const result = await run(command, args, { capture: true });
  if (result.exitCode === 0) return;
  say(result.output.trim());
  say('The dependencies could not be installed; npm said why above.');
  process.exit(1);
}

function dependenciesDiffer() {
  const wanted = readPackages(fromRoot('package-lock.json'));
  const installed = readPackages(fromRoot('node_modules', '.package-lock.json'));
  if (installed === null || wanted === null) return true;
  return Object.entries(wanted).some(([name, entry]) => {
    if (name === '') return false;
    const present = installed[name];
    // Optional packages are for other machines, or were left out by npm for a reason.
    if (present === undefined) return entry.optional !== true;
    return present.version !== entry.version;
  });
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
