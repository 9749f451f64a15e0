import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot, say } from '../paths.mjs';
import { npmCommand, run } from '../processes.mjs';
import { appFacts, copyApp } from './app-folder.mjs';

/** `npx ouroboros-heap leak.ouro`: packs command line and window, which must have been built. */
export async function packForNpm() {
  const folder = fromRoot('dist', 'npm');
  copyApp(folder);
  const { version, description, license } = appFacts();
  const command = 'dist/cli/ouroboros.js';
  const manifest = {
    name: 'ouroboros-heap',
    version,
    description,
    license,
    keywords: ['python', 'memory leak', 'heap', 'garbage collection', 'reference cycles', 'mcp'],
    type: 'module',
    bin: { 'ouroboros-heap': command, ouroboros: command },
    engines: { node: '>=20.19.0' },
  };
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(fromRoot('tools', 'packages', 'README.package.md'), path.join(folder, 'README.md'));
  const packages = fromRoot('dist', 'packages');
  mkdirSync(packages, { recursive: true });
  const [npm, args] = npmCommand(['pack', '--silent', '--pack-destination', packages]);
  const { exitCode, output } = await run(npm, args, { cwd: folder, capture: true });
  if (exitCode !== 0) {
    say(output.trim());
    return 1;
  }
  say(`dist/packages/${output.trim().split('\n').at(-1)}`);
  return 0;
}
