import { readFileSync } from 'node:fs';
import { fromRoot, say } from '../paths.mjs';

/** What the changelog says of a version, for its release; of one it does not name, what is unreleased. */
export function releaseNotes(version) {
  const changelog = readFileSync(fromRoot('CHANGELOG.md'), 'utf8');
  const sections = changelog.split(/^## /m).slice(1);
  const titled = (title) =>
    sections.find((section) => section.split('\n', 1)[0].replace(/[[\]]/g, '').startsWith(title));
  const section = titled(version) ?? titled('Unreleased');
  return section === undefined ? '' : section.slice(section.indexOf('\n') + 1).trim();
}

/** Prints it: `node tools/run.mjs release-notes v1.2.3`. */
export function printReleaseNotes([tag = '']) {
  const notes = releaseNotes(tag.replace(/^v/, ''));
  if (notes === '') {
    say(`CHANGELOG.md says nothing of ${tag}.`);
    return 1;
  }
  process.stdout.write(`${notes}\n`);
  return 0;
}
