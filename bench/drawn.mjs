// Times what a person waits for in a real Chromium, from the click until it is painted.
//
//   node tools/run.mjs build && node bench/drawn.mjs [--rounds N] [--chromium PATH]
//
// What is drawn is measured by `npm run bench -- --drawings [DUMP …]`: crossings, lines through boxes,
// overlaps, shape and steadiness of drawings of real dumps, beside dot's of the same boxes and lines.
//
// First paint, click → drawn (layout included; goal 200 ms up to 200 nodes) and click → listed (goal
// 100 ms). Medians and slowest, by the page's own clock from the event to the frame after the change;
// each drawing is of another object, so that none is remembered. Fails nothing.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { launch, option, percentile, serve } from './in-browser.mjs';

const FAN = 5;
const LEVELS = 4;
const ROUNDS = Number(option('rounds', '7'));
const FIRST = 0x10000;
/** Addresses from one tree to the next. */
const APART = 0x1000;

/** One tree of referrers for each drawing, with a reference across for every third object. */
function writeDump(file, trees) {
  const lines = ['digraph ObjectGraph {', '  node [shape=box];'];
  const size = (FAN ** (LEVELS + 1) - 1) / (FAN - 1);
  for (let tree = 0; tree < trees; tree++) {
    const base = FIRST + tree * APART;
    for (let at = 0; at < size; at++) {
      const type = at === 0 ? `Root${tree}` : `Type${at % 37}`;
      lines.push(`  o${base + at} [label="${type}\\nvalue ${at} of tree ${tree}"];`);
      if (at === 0) continue;
      const parent = Math.floor((at - 1) / FAN);
      lines.push(`  o${base + at} -> o${base + parent} [label="name_${at}"];`);
      if (at % 3 === 0) {
        lines.push(`  o${base + at} -> o${base + ((at * 7 + tree) % at)} [label="x${at}"];`);
      }
    }
  }
  lines.push('}');
  writeFileSync(file, lines.join('\n'));
}

/** Runs in the page: from the next click or key until `selector` reads like `pattern`, painted. */
function armed([selector, attribute, pattern]) {
  const wanted = new RegExp(pattern);
  window.waited = new Promise((resolve) => {
    let start = Number.NaN;
    const begin = (event) => {
      start = event.timeStamp;
    };
    for (const type of ['pointerup', 'keydown']) {
      window.addEventListener(type, begin, { capture: true, once: true });
    }
    const isThere = () => {
      const element = document.querySelector(selector);
      const text = attribute === '' ? element?.textContent : element?.getAttribute(attribute);
      return Number.isFinite(start) && wanted.test(text ?? '');
    };
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
    });
    observer.observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
}

async function timed(page, [selector, attribute, pattern], act) {
  await page.evaluate(armed, [selector, attribute, pattern]);
  await act();
  const late = new Promise((_, reject) =>
    setTimeout(() => reject(new Error(`no ${pattern}`)), 30_000).unref(),
  );
  return Promise.race([page.evaluate(() => window.waited), late]);
}

function print(what, times, goal) {
  const ms = (value) => `${Math.round(value).toString().padStart(5)} ms`;
  const against = goal === null ? '' : `, goal ${goal} ms`;
  console.log(
    `${what.padEnd(44)} median ${ms(percentile(times, 0.5))}, slowest ${ms(Math.max(...times))}${against}`,
  );
}

async function openOption(page, address) {
  await page.keyboard.press('Control+k');
  const text = `0x${address.toString(16)}`;
  await page.getByRole('combobox').fill(text);
  const found = page.getByRole('option', { name: new RegExp(text) }).first();
  await found.waitFor();
  return found;
}

async function firstPaints(browser, file) {
  const times = [];
  for (let round = 0; round < 3; round++) {
    const server = await serve(file);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    const start = performance.now();
    await page.goto(server.url);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    times.push(performance.now() - start);
    await page.close();
    server.stop();
  }
  return times;
}

async function drawings(page, depth, offset) {
  const times = [];
  let nodes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const tree = offset + round;
    const found = await openOption(page, FIRST + tree * APART);
    const title = ['.scene-canvas', 'aria-label', ` Root${tree}\\b`];
    times.push(await timed(page, title, () => found.click()));
    const words = await page.locator('.scene-canvas + *, p.visually-hidden').allTextContents();
    nodes = Number(/(\d+) objects/.exec(words.join(' '))?.[1] ?? nodes);
  }
  print(`click → drawn, depth ${depth}, ${nodes} nodes`, times, nodes <= 200 ? 200 : null);
}

async function lists(page) {
  const views = page.getByRole('navigation', { name: 'Views' });
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    await views.getByRole('button', { name: 'Overview' }).click();
    await page.waitForTimeout(300);
    times.push(
      await timed(page, ['[role=grid]', '', '(Type|Root)\\d'], () =>
        views.getByRole('button', { name: 'Objects' }).click(),
      ),
    );
  }
  print('click → types listed', times, 100);
}

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'ouroboros-drawn-'));
  const file = path.join(folder, 'trees.dot');
  writeDump(file, 4 * ROUNDS + 1);
  const browser = await launch();
  console.log(
    `Chromium ${browser.version()}, ${cpus().length} × ${cpus()[0]?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  let server;
  try {
    print('first paint: link → overview', await firstPaints(browser, file), null);
    server = await serve(file);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(server.url);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    const found = await openOption(page, FIRST);
    const title = ['.scene-canvas', 'aria-label', ' Root0\\b'];
    print('click → drawn, the first drawing', [await timed(page, title, () => found.click())], 200);
    const less = page.getByRole('button', { name: 'Less depth' });
    while (!(await less.isDisabled())) await less.click();
    for (let depth = 1; depth <= LEVELS; depth++) {
      await page.getByRole('button', { name: 'More depth' }).click();
      await page.waitForTimeout(1000);
      await drawings(page, depth, 1 + (depth - 1) * ROUNDS);
    }
    await lists(page);
  } finally {
    await browser.close();
    server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
