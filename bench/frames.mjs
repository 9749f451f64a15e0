// Times frames of a drawing of 500 nodes in a real Chromium while it is panned and zoomed.
//
//   node tools/run.mjs build && node bench/frames.mjs [--seconds N] [--chromium PATH]
//
// Prints the median and the 95th percentile of the time from one frame to the next, and the time of
// the processor that the page's own thread needs for a frame, which does not depend on what else the
// machine is doing. Fails nothing. Without a graphics processor Chromium draws in software (it says
// so), which is the slowest a user can have.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { launch, option, percentile, serve } from './in-browser.mjs';

const NODES = 520;
/** Every object is held by this many, so that nothing is grouped. */
const FAN = 8;
const TYPES = ['dict', 'list', 'Session', 'Request', 'tuple', 'function', 'Cache', 'frame', 'str'];
const SIZE = { width: 1920, height: 1080 };

/** A tree of referrers with some references across, as objgraph writes it. */
function writeDump(file) {
  const lines = ['digraph ObjectGraph {', '  node [shape=box];'];
  for (let at = 0; at < NODES; at++) {
    lines.push(`  o${1000 + at} [label="${TYPES[at % TYPES.length]}\\nvalue ${at} of them"];`);
  }
  for (let at = 1; at < NODES; at++) {
    lines.push(`  o${1000 + at} -> o${1000 + Math.floor((at - 1) / FAN)} [label="name_${at}"];`);
    // Across, to a leaf, so that no object has more referrers than are drawn one by one.
    if (at % 3 === 0) {
      const leaf = FAN * FAN + 9 + ((at * 7) % (NODES - FAN * FAN - 9));
      lines.push(`  o${1000 + at} -> o${1000 + leaf} [label="x${at}"];`);
    }
  }
  lines.push('}');
  writeFileSync(file, lines.join('\n'));
}

/** Records the times of frames in the page until told to stop. */
function record() {
  const times = [];
  let last = performance.now();
  let running = true;
  const step = (now) => {
    times.push(now - last);
    last = now;
    if (running) requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  window.stopRecording = () => {
    running = false;
    return times.slice(2);
  };
}

function print(what, { times, threadMs }) {
  const ms = (value) => `${value.toFixed(1).padStart(6)} ms`;
  console.log(
    `${what.padEnd(32)} ${String(times.length).padStart(4)} frames, apart ${ms(percentile(times, 0.5))} /` +
      `${ms(percentile(times, 0.95))}; processor ${ms(threadMs / times.length)} each`,
  );
}

async function threadTime(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
}

async function during({ page, session }, milliseconds, act) {
  await page.evaluate(record);
  const before = await threadTime(session);
  const end = performance.now() + milliseconds;
  for (let at = 0; performance.now() < end; at++) await act(at);
  const threadMs = (await threadTime(session)) - before;
  return { times: await page.evaluate(() => window.stopRecording()), threadMs };
}

async function main() {
  const folder = mkdtempSync(path.join(tmpdir(), 'ouroboros-frames-'));
  const file = path.join(folder, 'tree.dot');
  writeDump(file);
  const server = await serve(file);
  const browser = await launch();
  try {
    const page = await browser.newPage({ viewport: SIZE });
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const measured = (milliseconds, act) => during({ page, session }, milliseconds, act);
    await page.goto(server.url);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(`0x${(1000).toString(16)}`);
    await page.getByRole('option', { name: /0x3e8/ }).first().click();
    const canvas = page.getByRole('application');
    await canvas.waitFor();
    for (let more = 0; more < 2; more++)
      await page.getByRole('button', { name: 'More depth' }).click();
    await page
      .getByText(/^The drawing is full|objects and .* references/)
      .first()
      .waitFor();
    await page.waitForTimeout(1500);
    const words = await page.locator('[id] >> text=/\\d+ objects and/').first().textContent();
    const box = await canvas.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const gl = await page.evaluate(() => {
      const context = document.createElement('canvas').getContext('webgl');
      const info = context?.getExtension('WEBGL_debug_renderer_info');
      return info ? context.getParameter(info.UNMASKED_RENDERER_WEBGL) : 'none (drawn in software)';
    });
    console.log(`${words?.trim().slice(0, 80)}`);
    console.log(
      `Chromium ${browser.version()}, ${SIZE.width} × ${SIZE.height}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
    );
    console.log(`graphics: ${gl}`);
    console.log('median / 95th percentile of frames:');
    const seconds = Number(option('seconds', '5'));
    const pan = async () => {
      await page.mouse.move(x, y);
      await page.mouse.down();
      const result = await measured(seconds * 1000, (at) =>
        page.mouse.move(x + 260 * Math.sin(at / 14), y + 160 * Math.sin(at / 9)),
      );
      await page.mouse.up();
      return result;
    };
    print('at rest', await measured(1000, () => page.waitForTimeout(50)));
    await page.keyboard.press('0');
    await page.waitForTimeout(600);
    print('panning, all of it in view', await pan());
    for (let step = 0; step < 6; step++)
      await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(600);
    print('panning, titles readable', await pan());
    for (let step = 0; step < 5; step++)
      await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(600);
    print('panning, everything readable', await pan());
    await page.keyboard.press('0');
    await page.waitForTimeout(600);
    await page.mouse.move(x, y);
    print(
      'zooming in and out',
      await measured(seconds * 1000, (at) => page.mouse.wheel(0, at % 60 < 30 ? -40 : 40)),
    );
  } finally {
    await browser.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
