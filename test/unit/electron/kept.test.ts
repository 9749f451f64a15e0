import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LastSession } from '../../../electron/main/last-session.ts';
import { MarksStore } from '../../../electron/main/marks-store.ts';
import type { ObjectMark } from '../../../shared/protocol/kept.ts';
import { temporaryFolder } from './temporary-folder.ts';

const PRINT = '1f4a2-9c3e01d27f00aa15';
const MARK: ObjectMark = {
  address: '0x7f2a5c0d1e50',
  type: 'pandas.core.frame.DataFrame',
  isStarred: true,
  note: 'Held by the accessor “ww”.\n<script>alert(1)</script>',
};
const HOSTILE = [
  '',
  '{',
  'null',
  '[]',
  '{"marks":[{"address":"../../etc/passwd"}]}',
  `{"name":"x","marks":${JSON.stringify(Array(501).fill(MARK))}}`,
  `"${'x'.repeat(3_000_000)}"`,
];

describe('bookmarks and notes on the disk', () => {
  it('come back as they were, one file per dump', async () => {
    const folder = path.join(temporaryFolder(), 'marks');
    const store = new MarksStore(folder);
    expect(await store.load(PRINT)).toBeNull();
    await store.save(PRINT, { name: 'leak.ouro', marks: [MARK] });
    expect(await new MarksStore(folder).load(PRINT)).toEqual({ name: 'leak.ouro', marks: [MARK] });
    expect(readdirSync(folder)).toEqual([`${PRINT}.json`]);
  });

  it('leave nothing behind when the last is taken away', async () => {
    const folder = path.join(temporaryFolder(), 'marks');
    const store = new MarksStore(folder);
    await store.save(PRINT, { name: 'leak.ouro', marks: [MARK] });
    await store.save(PRINT, { name: 'leak.ouro', marks: [] });
    expect(readdirSync(folder)).toEqual([]);
    await store.save('2-0011223344556677', { name: 'other', marks: [] });
  });

  it.each(HOSTILE)('survive a file with something else in it: %.40s', async (content) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, `${PRINT}.json`), content);
    const store = new MarksStore(folder);
    expect(await store.load(PRINT)).toBeNull();
    await store.save(PRINT, { name: 'leak.ouro', marks: [MARK] });
    expect((await store.load(PRINT))?.marks).toEqual([MARK]);
  });

  it('are kept of so many dumps only, and other files there are nobody’s business', async () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    for (let n = 0; n < 305; n++) {
      const print = `${n.toString(36)}-0011223344556677`;
      writeFileSync(path.join(folder, `${print}.json`), '{}');
    }
    const store = new MarksStore(folder);
    await store.save(PRINT, { name: 'leak.ouro', marks: [MARK] });
    const left = readdirSync(folder);
    expect(left.filter((name) => name.endsWith('.json'))).toHaveLength(300);
    expect(left).toContain('notes.txt');
    expect(left).toContain(`${PRINT}.json`);
  });
});

describe('the tabs of last time', () => {
  const session = (links: string[]) => ({
    tabs: [{ path: '/dumps/leak.ouro', links, at: 0 }],
    active: 0,
  });

  it('are on the disk for the next start, and the last word counts', async () => {
    const file = path.join(temporaryFolder(), 'last-session.json');
    const kept = new LastSession(file);
    const first = kept.keep(session(['view=overview']));
    await Promise.all([first, kept.keep(session(['a'])), kept.keep(session(['view=cycles']))]);
    expect(await new LastSession(file).load()).toEqual(session(['view=cycles']));
  });

  it('are known at once to a window that is loaded again', async () => {
    const file = path.join(temporaryFolder(), 'last-session.json');
    const kept = new LastSession(file);
    const writing = kept.keep(session(['view=cycles']));
    expect(await kept.load()).toEqual(session(['view=cycles']));
    await writing;
  });

  it.each([...HOSTILE, '{"tabs":[{"path":7}],"active":0}', '{"tabs":[],"active":-1}'])(
    'are none where the file holds something else: %.40s',
    async (content) => {
      const file = path.join(temporaryFolder(), 'last-session.json');
      writeFileSync(file, content);
      expect(await new LastSession(file).load()).toEqual({ tabs: [], active: null });
    },
  );

  it('cost nothing but themselves where they cannot be written', async () => {
    const folder = path.join(temporaryFolder(), 'folder');
    mkdirSync(folder);
    await new LastSession(folder).keep(session(['view=cycles']));
    expect(await new LastSession(folder).load()).toEqual({ tabs: [], active: null });
  });

  it('are not written when they are too much', async () => {
    const file = path.join(temporaryFolder(), 'last-session.json');
    const kept = new LastSession(file);
    await kept.keep(session(['view=cycles']));
    await kept.keep(session(Array.from({ length: 12 }, () => 'x'.repeat(200_000))));
    expect(readFileSync(file, 'utf8')).toContain('view=cycles');
    await kept.keep(session(['view=waste']));
    expect(readFileSync(file, 'utf8')).toContain('view=waste');
  });
});
