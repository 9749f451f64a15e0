import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LastSession } from '../../../electron/main/last-session.ts';
import { MarksStore } from '../../../electron/main/marks-store.ts';
import type { NameLookup } from '../../../renderer/state/links/fields.ts';
import { readLink, writeLink } from '../../../renderer/state/links/view-link.ts';
import { anyView } from '../../components/support/any-view.ts';

/** What is in other people's bookmarks, issues and folders opens whatever we make of our shapes. */
const FOLDER = path.join(import.meta.dirname, '../../fixtures/golden');
const LINKS = path.join(FOLDER, 'links.json');
const DUMP = '1f4a2-9c3e01d27f00aa15';
const FIRST = 0x7f0000000000;
const addressOf = (node: number) => `0x${(node * 16 + FIRST).toString(16)}`;
/** A dump that has every object, type and family. */
const FOUND: NameLookup = {
  objectAt: (address) => {
    const node = (Number(address) - FIRST) / 16;
    return { node, name: `object ${node}` };
  },
  typeNamed: (_name, index) => index,
  familyName: (id) => `family ${id}`,
};

test('a link that was given away shows what it showed then', () => {
  if (process.env.GOLDEN === 'write' && !existsSync(LINKS)) {
    const views = fc.sample(anyView(), { seed: 7, numRuns: 60 });
    const links = views.map((view) => ({
      link: writeLink(view, DUMP, { addressOf }, 'view and position'),
      view,
    }));
    writeFileSync(LINKS, `${JSON.stringify(links, null, 1)}\n`);
  }
  const links: readonly { link: string; view: object }[] = JSON.parse(readFileSync(LINKS, 'utf8'));
  expect(links).toHaveLength(60);
  for (const { link, view } of links) {
    expect(JSON.parse(JSON.stringify(readLink(link, FOUND)))).toMatchObject(view);
  }
});

test('the session of last time comes back as it was kept', async () => {
  const file = path.join(FOLDER, 'last-session.json');
  expect(await new LastSession(file).load()).toEqual(JSON.parse(readFileSync(file, 'utf8')));
});

test('bookmarks and notes come back as they were kept', async () => {
  const kept = JSON.parse(readFileSync(path.join(FOLDER, `${DUMP}.json`), 'utf8'));
  expect(kept.marks).toHaveLength(2);
  expect(await new MarksStore(FOLDER).load(DUMP)).toEqual(kept);
});
