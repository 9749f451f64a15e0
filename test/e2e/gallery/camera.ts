import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../support/paths.ts';
import type { Look } from './shots.ts';
import { looksOf, pictureOf, SHOTS } from './shots.ts';

/** Not kept: the command makes it anew. */
export const GALLERY_FOLDER = path.join(ROOT, 'test-results', 'gallery');
const WIDTH = 1280;
const HEIGHT = 800;
/** The first that makes a picture small enough for a page of seventy. */
const QUALITIES = [0.74, 0.6, 0.45, 0.3];
const MAX_BYTES = 78_000;

/** Takes the shots of one look; those it was not asked for in this look it leaves out. */
export class Camera {
  private readonly look: Look;

  constructor(look: Look) {
    this.look = look;
    mkdirSync(path.join(GALLERY_FOLDER, 'pictures'), { recursive: true });
  }

  wants(id: string): boolean {
    const shot = SHOTS.find((candidate) => candidate.id === id);
    if (shot === undefined) throw new Error(`There is no shot “${id}” in shots.ts`);
    return looksOf(shot).some((look) => look.id === this.look.id);
  }

  async take(page: Page, id: string): Promise<void> {
    const shot = SHOTS.find((candidate) => candidate.id === id);
    if (shot === undefined || !this.wants(id)) return;
    const webp = await asWebp(page, await untilStill(page));
    writeFileSync(path.join(GALLERY_FOLDER, pictureOf(shot, this.look.id)), webp);
  }
}

/** The page once two pictures of it are the same, or after some: a spinner never stands still. */
export async function untilStill(page: Page): Promise<Buffer> {
  let last = await page.screenshot();
  for (let attempt = 0; attempt < 12; attempt++) {
    const next = await page.screenshot();
    if (next.equals(last)) break;
    last = next;
  }
  return last;
}

/** Packed by the browser at hand; whatever its size, the picture has that of the gallery. */
export async function asWebp(page: Page, png: Buffer): Promise<Buffer> {
  const packer = await page.context().newPage();
  const packed = await packer.evaluate(
    async ([source, width, height, qualities, most]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
      let packed = '';
      for (const quality of qualities) {
        packed = canvas.toDataURL('image/webp', quality);
        // Base64 takes four characters for three bytes.
        if ((packed.length * 3) / 4 <= most) break;
      }
      return packed;
    },
    [png.toString('base64'), WIDTH, HEIGHT, QUALITIES, MAX_BYTES] as const,
  );
  await packer.close();
  return Buffer.from(packed.slice(packed.indexOf(',') + 1), 'base64');
}
