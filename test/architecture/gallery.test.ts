import { describe, expect, it } from 'vitest';
import { galleryPage } from '../e2e/gallery/page.ts';
import { looksOf, pictureOf, SHOTS } from '../e2e/gallery/shots.ts';
import { filesBelow, readText } from './source-files.ts';

describe('the gallery', () => {
  it('has every view of the rail', () => {
    const views = [...readText('renderer/app/commands.ts').matchAll(/id: 'show-(\w+)'/g)].map(
      ([, view]) => view,
    );
    expect(views.length).toBeGreaterThan(3);
    expect(views.filter((view) => !SHOTS.some((shot) => shot.view === view))).toEqual([]);
  });

  it('is a page with every picture of its list', () => {
    const page = galleryPage();
    const pictures = SHOTS.flatMap((shot) => looksOf(shot).map(({ id }) => pictureOf(shot, id)));
    expect(pictures.filter((picture) => !page.includes(`src="${picture}"`))).toEqual([]);
  });

  it('keeps its pictures out of the repository', () => {
    const pictures = filesBelow('test').filter((file) => /\.(?:png|webp|jpe?g)$/.test(file));
    expect(pictures).toEqual([]);
  });
});
