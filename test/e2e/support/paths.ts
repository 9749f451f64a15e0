import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Where the built app is: a copy made by the test run, so that a build meanwhile does no harm. */
export const APP = process.env['OUROBOROS_APP_ROOT'] || ROOT;
export const CLI = path.join(APP, 'dist', 'cli', 'ouroboros.js');
export const EXAMPLE = path.join(ROOT, 'examples', 'accessor-leak.ouro');
