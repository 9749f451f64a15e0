import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { showable } from '../../../shared/base/text.ts';

/** Where a browser is looked for; tests pass their own. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What other tools read, too: whoever has it set means this browser. */
const VARIABLES = ['CHROMIUM_PATH', 'CHROME_PATH'] as const;

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
  'brave-browser',
] as const;

const MAC_APPS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Brave Browser.app/Contents/MacOS/Brave Browser',
] as const;

const WINDOWS_FILES = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
] as const;

/**
 * A browser of Chromium's family.
 * @throws {OuroborosError} `bad-request` where there is none, or none by the name that is set.
 */
export function findBrowser(around: Surroundings = process): string {
  for (const variable of VARIABLES) {
    const named = around.env[variable];
    if (named === undefined || named === '') continue;
    if (isProgram(named)) return named;
    throw new OuroborosError(
      'bad-request',
      `${variable} names ${showable(named)}, which is no program; set it to a Chromium, Chrome or Edge.`,
    );
  }
  const found = candidates(around).find(isProgram);
  if (found !== undefined) return found;
  throw new OuroborosError(
    'bad-request',
    'A PNG is painted by Chromium, Chrome or Edge, and none is installed here; name one in CHROMIUM_PATH, or write --svg, which every browser and rsvg-convert turn into a PNG.',
  );
}

function candidates({ platform, env }: Surroundings): readonly string[] {
  if (platform === 'win32') {
    const folders = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA];
    return folders.flatMap((folder) =>
      folder === undefined ? [] : WINDOWS_FILES.map((file) => path.win32.join(folder, file)),
    );
  }
  const folders = (env.PATH ?? '').split(':').filter((folder) => path.isAbsolute(folder));
  const commands = COMMANDS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  if (platform !== 'darwin') return commands;
  const home = env.HOME === undefined ? [] : [path.join(env.HOME, 'Applications')];
  const apps = ['/Applications', ...home].flatMap((folder) =>
    MAC_APPS.map((app) => path.join(folder, app)),
  );
  return [...apps, ...commands];
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
