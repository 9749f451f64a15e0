import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Where the built app is: a copy made by the test run, so that a build meanwhile does no harm. */
export const APP = process.env.OUROBOROS_APP_ROOT || ROOT;
export const CLI = path.join(APP, 'dist', 'cli', 'ouroboros.js');
export const EXAMPLE = path.join(ROOT, 'examples', 'accessor-leak.ouro');
/** The example's leak without the rest of its program, written before the specs run. */
export const SMALL_EXAMPLE = path.join(ROOT, 'test-results', 'dumps', 'accessor-leak.ouro');
