import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';
import { noticesOf } from './notices.mjs';

/** Bundles of command line and window; the desktop app's own stay behind. */
const TARGETS = ['cli', 'layout', 'renderer'];

/**
 * Copies command line and window to a folder: what both registries get. The bundles are complete,
 * so that there is nothing to install beside them.
 */
export function copyApp(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const target of TARGETS) {
    cpSync(fromRoot('dist', target), path.join(folder, 'dist', target), {
      recursive: true,
      filter: (source) => !source.endsWith('.map'),
    });
  }
  const example = 'accessor-leak.ouro';
  cpSync(fromRoot('examples', example), path.join(folder, 'examples', example));
  cpSync(fromRoot('LICENSE'), path.join(folder, 'LICENSE'));
  writeFileSync(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesOf(TARGETS));
}

/** Facts that every package repeats. */
export function appFacts() {
  const { version, description, license } = JSON.parse(
    readFileSync(fromRoot('package.json'), 'utf8'),
  );
  return { version, description, license };
}

/**
 * Who answers for a package, which installers show: whoever publishes it says so. A name that ends
 * in `.invalid` belongs to nobody (RFC 2606): of a package that was only built nobody is to be asked.
 */
export function publisher() {
  return {
    homepage: process.env.OUROBOROS_HOMEPAGE ?? 'https://ouroboros.invalid/',
    maintainer:
      process.env.OUROBOROS_MAINTAINER ?? 'The Ouroboros authors <authors@ouroboros.invalid>',
  };
}
