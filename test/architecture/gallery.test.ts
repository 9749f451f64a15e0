import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { galleryPage } from '../e2e/gallery/page.ts';
import { looksOf, pictureOf, SHOTS } from '../e2e/gallery/shots.ts';
import { ROOT, readText } from './source-files.ts';

const FOLDER = path.join(ROOT, 'test', 'e2e');
const PICTURES = SHOTS.flatMap((shot) => looksOf(shot).map(({ id }) => pictureOf(shot, id)));
const MAX_PICTURE_BYTES = 80_000;
const MAX_BYTES = 3_000_000;

describe('the gallery', () => {
  it('is the page of its list, with every view of the rail', () => {
    expect(readText('test/e2e/gallery.html')).toBe(galleryPage());
    const views = [...readText('renderer/app/commands.ts').matchAll(/id: 'show-(\w+)'/g)].map(
      ([, view]) => view,
    );
    expect(views.length).toBeGreaterThan(3);
    expect(views.filter((view) => !SHOTS.some((shot) => shot.view === view))).toEqual([]);
  });

  it.each(PICTURES)('%s is there, and small enough to keep', (picture) => {
    const file = path.join(FOLDER, picture);
    expect(existsSync(file), 'run npm run gallery').toBe(true);
    expect(statSync(file).size).toBeLessThanOrEqual(MAX_PICTURE_BYTES);
    // A blank page packs into far less.
    expect(statSync(file).size).toBeGreaterThan(4_000);
  });

  it('keeps no picture that the page does not show, and few bytes in all', () => {
    const folder = path.join(FOLDER, 'gallery', 'pictures');
    const kept = readdirSync(folder).map((name) => `gallery/pictures/${name}`);
    expect(kept.sort()).toEqual([...PICTURES].sort());
    const bytes = kept.reduce((sum, name) => sum + statSync(path.join(FOLDER, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  });
});
