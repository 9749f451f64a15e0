#!/usr/bin/env node
/**
 * Lowers a built checkout (dist/) to what Electron 22 runs: node build.mjs BUILT_CHECKOUT OUT
 * Nothing of the product's source is changed; see README.md for each shim and why.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SHIM = path.dirname(fileURLToPath(import.meta.url));
const [from, to] = process.argv.slice(2).map((folder) => path.resolve(folder));
// The checkout's own tools: Vite brings rolldown and lightningcss.
const ofVite = createRequire(
  createRequire(path.join(from, 'package.json')).resolve('vite/package.json'),
);
const { rolldown } = await import(pathToFileURL(ofVite.resolve('rolldown')).href);
const lightning = ofVite('lightningcss');
const NODE = ['electron', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

const shim = (name) => readFileSync(path.join(SHIM, name), 'utf8');
const built = (...parts) => path.join(from, 'dist', ...parts);
const write = (text, ...parts) => {
  mkdirSync(path.join(to, 'dist', ...parts.slice(0, -1)), { recursive: true });
  writeFileSync(path.join(to, 'dist', ...parts), text);
};

/** One built file again, with the syntax of `target`. */
async function lower(file, { target, format, platform, external }) {
  const bundle = await rolldown({
    input: file,
    platform,
    external,
    transform: { target },
    treeshake: false,
    logLevel: 'silent',
  });
  const { output } = await bundle.generate({ format, codeSplitting: false });
  return output[0].code;
}
const forNode = (file) =>
  lower(file, { target: 'node16', format: 'cjs', platform: 'node', external: NODE });
/** Chunks of the window go on importing one another. */
const forWindow = (file) =>
  lower(file, {
    target: 'chrome108',
    format: 'esm',
    platform: 'browser',
    external: (id) => id.startsWith('.'),
  });

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });

// Main: CommonJS, with the shims before it.
write(shim('main-shim.cjs') + (await forNode(built('main', 'main.js'))), 'main', 'main.js');

// Threads: a module that loads the CommonJS beside it, since an ES module cannot import what is missing.
for (const name of ['worker', 'layout']) {
  write(shim('worker-shim.cjs') + (await forNode(built(name, `${name}.mjs`))), name, `${name}.cjs`);
  write(
    `import { createRequire } from 'node:module';\ncreateRequire(import.meta.url)('./${name}.cjs');\n`,
    name,
    `${name}.mjs`,
  );
}

write(
  shim('preload-shim.cjs') + readFileSync(built('preload', 'preload.cjs'), 'utf8'),
  'preload',
  'preload.cjs',
);

// The window: scripts lowered, a script before them, style sheets without color-mix().
const html = readFileSync(built('renderer', 'index.html'), 'utf8');
write(
  html.replace(
    '<script type="module"',
    '<script src="./assets/legacy-window.js"></script>\n    $&',
  ),
  'renderer',
  'index.html',
);
write(shim('window-shim.js'), 'renderer', 'assets', 'legacy-window.js');
for (const name of readdirSync(built('renderer', 'assets'))) {
  const file = built('renderer', 'assets', name);
  if (name.endsWith('.map')) continue;
  if (name.endsWith('.js')) write(await forWindow(file), 'renderer', 'assets', name);
  else if (name.endsWith('.css')) write(lowerCss(readFileSync(file)), 'renderer', 'assets', name);
  else cpSync(file, path.join(to, 'dist', 'renderer', 'assets', name));
}

cpSync(path.join(from, 'dist', 'cli'), path.join(to, 'dist', 'cli'), { recursive: true });
cpSync(path.join(from, 'examples'), path.join(to, 'examples'), { recursive: true });
const manifest = JSON.parse(readFileSync(path.join(from, 'package.json'), 'utf8'));
// dist/cli is run by plain Node and stays an ES module.
writeFileSync(path.join(to, 'dist', 'cli', 'package.json'), '{"type":"module"}\n');
writeFileSync(
  path.join(to, 'package.json'),
  JSON.stringify(
    { ...manifest, type: 'commonjs', scripts: {}, devDependencies: {}, dependencies: {} },
    null,
    2,
  ),
);

/** color-mix(in srgb, var(--a) N%, transparent|var(--b)) → a token of its own in each set of colours. */
function lowerCss(code) {
  const css = String(
    lightning.transform({
      filename: 'window.css',
      code,
      targets: { chrome: 108 << 16 },
      minify: false,
    }).code,
  );
  const mixes = [
    ...new Set(
      css.match(/color-mix\(in srgb, var\(--[\w-]+\) \d+%, (?:transparent|var\(--[\w-]+\))\)/g) ??
        [],
    ),
  ];
  const blocks = [...css.matchAll(/(:root(?:\[data-[a-z]+="?[a-z]+"?\])*)\s*\{([^}]*)\}/g)].filter(
    ([, , body]) => body.includes('--accent:'),
  );
  const tokens = (selector) => {
    const own = Object.assign(
      {},
      ...blocks
        .filter(([, sel]) =>
          (sel.match(/\[[^\]]*\]/g) ?? []).every((part) => selector.includes(part)),
        )
        .map(([, , body]) =>
          Object.fromEntries(
            [...body.matchAll(/(--[\w-]+):\s*([^;]+)/g)].map(([, k, v]) => [k, v.trim()]),
          ),
        ),
    );
    return own;
  };
  const rgba = (value) => {
    if (value === 'transparent') return [0, 0, 0, 0];
    const hex = value.slice(1);
    const full = hex.length === 3 ? [...hex].map((c) => c + c).join('') : hex;
    return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)).concat(1);
  };
  let out = css;
  for (const [at, mix] of mixes.entries()) out = out.replaceAll(mix, `var(--legacy-mix-${at})`);
  for (const [, selector] of blocks) {
    const have = tokens(selector);
    const lines = mixes.map((mix, at) => {
      const [, a, share, b] = /color-mix\(in srgb, (\S+) (\d+)%, (.*)\)$/.exec(mix);
      const colour = (name) =>
        rgba(name === 'transparent' ? name : have[/var\((.*?)\)/.exec(name)[1]]);
      const [x, y, p] = [colour(a), colour(b), share / 100];
      const alpha = x[3] * p + y[3] * (1 - p);
      const rgb = [0, 1, 2].map((i) =>
        Math.round((x[i] * x[3] * p + y[i] * y[3] * (1 - p)) / alpha),
      );
      return `--legacy-mix-${at}:rgba(${rgb.join(',')},${alpha.toFixed(3)})`;
    });
    out += `${selector}{${lines.join(';')}}\n`;
  }
  // The popover attribute (Chrome 114): see window-shim.js.
  return `${out}\n[popover]:not([data-legacy-popover-open]){display:none}\n[popover]{z-index:2147483647}\n`;
}
