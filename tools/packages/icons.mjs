import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fromRoot, say } from '../paths.mjs';
import { ensureChromium } from '../test-setup.mjs';

/** Sizes of the icon theme on Linux, and those that .ico and .icns are made of. */
const SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Apple's names of the sizes in an .icns that are stored as PNG. */
const ICNS_TYPES = {
  16: 'icp4',
  32: 'icp5',
  64: 'icp6',
  128: 'ic07',
  256: 'ic08',
  512: 'ic09',
  1024: 'ic10',
};

const FOLDER = fromRoot('tools', 'packages', 'icons');

/** Draws `icon.svg` at all sizes, and puts them into the files that Windows and macOS want. */
export async function renderIcons() {
  if (!(await ensureChromium())) {
    say('There is no Chromium to draw the icons with.');
    return 1;
  }
  const { chromium } = await import('playwright-core');
  const svg = readFileSync(`${FOLDER}/icon.svg`, 'utf8');
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  const pictures = new Map();
  try {
    for (const size of SIZES) {
      const page = await browser.newPage({ viewport: { width: size, height: size } });
      await page.setContent(
        `<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`,
      );
      pictures.set(size, await page.screenshot({ omitBackground: true }));
      await page.close();
    }
  } finally {
    await browser.close();
  }
  mkdirSync(FOLDER, { recursive: true });
  for (const [size, png] of pictures) writeFileSync(`${FOLDER}/${size}x${size}.png`, png);
  writeFileSync(`${FOLDER}/icon.ico`, icoOf(pictures));
  writeFileSync(`${FOLDER}/icon.icns`, icnsOf(pictures));
  return 0;
}

/** An .ico of PNGs: a header, 16 bytes for each picture, the pictures. */
function icoOf(pictures) {
  const header = Buffer.alloc(6 + 16 * ICO_SIZES.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(ICO_SIZES.length, 4);
  let offset = header.length;
  ICO_SIZES.forEach((size, at) => {
    const { length } = pictures.get(size);
    const entry = 6 + 16 * at;
    // 256 is written as 0.
    header.writeUInt8(size % 256, entry);
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += length;
  });
  return Buffer.concat([header, ...ICO_SIZES.map((size) => pictures.get(size))]);
}

/** An .icns of PNGs: each behind its type and length. */
function icnsOf(pictures) {
  const parts = Object.entries(ICNS_TYPES).map(([size, type]) => {
    const png = pictures.get(Number(size));
    const head = Buffer.alloc(8);
    head.write(type, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}
