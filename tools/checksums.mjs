import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fromRoot, say } from './paths.mjs';

const PACKAGES = /\.(?:AppImage|deb|rpm|dmg|zip|exe|tgz|whl|cdx\.json)$/;

/** Writes the SHA-256 of every package beside them, as `sha256sum --check` reads it. */
export function writeChecksums([name = process.platform] = []) {
  const folder = fromRoot('dist', 'packages');
  const names = existsSync(folder) ? readdirSync(folder).filter((file) => PACKAGES.test(file)) : [];
  if (names.length === 0) {
    say('There are no packages in dist/packages; npm run package makes them.');
    return 1;
  }
  const lines = names.sort().map((file) => {
    const hash = createHash('sha256').update(readFileSync(fromRoot('dist', 'packages', file)));
    return `${hash.digest('hex')}  ${file}\n`;
  });
  const file = `SHA256SUMS-${name}`;
  writeFileSync(fromRoot('dist', 'packages', file), lines.join(''));
  say(`dist/packages/${file} names ${names.length} packages.`);
  return 0;
}
