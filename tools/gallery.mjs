import { buildStale } from './build.mjs';
import { fromRoot, say } from './paths.mjs';
import { run } from './processes.mjs';
import { APP_TARGETS } from './targets.mjs';
import { ensureChromium } from './test-setup.mjs';

/**
 * Takes a picture of every view and state, and writes the page that shows them; with `guides` those
 * that README and guides show, into docs/.
 */
export async function makeGallery([what = 'gallery']) {
  if (!(await ensureChromium())) {
    say('There is no Chromium to take pictures with.');
    return 1;
  }
  if ((await buildStale(APP_TARGETS)).length > 0) return 1;
  const { exitCode } = await run(process.execPath, [
    fromRoot('node_modules', '@playwright', 'test', 'cli.js'),
    'test',
    '--config',
    fromRoot('test', 'e2e', 'gallery', 'gallery.config.ts'),
    `${what === 'guides' ? 'guides' : 'gallery'}.spec.ts`,
  ]);
  if (what !== 'guides') say('test-results/gallery/index.html shows every view and state.');
  return exitCode;
}
