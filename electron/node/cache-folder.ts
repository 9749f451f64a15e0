import os from 'node:os';
import path from 'node:path';

/** Where this user's programs keep what they can make again. */
export function cacheFolder(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = os.homedir(),
): string {
  return path.join(cacheHome(environment, platform, home), 'ouroboros');
}

/** The part of it for indexes of dumps. */
export function indexFolder(): string {
  return path.join(cacheFolder(), 'indexes');
}

function cacheHome(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  home: string,
): string {
  if (platform === 'win32') return environment.LOCALAPPDATA ?? path.join(home, 'AppData', 'Local');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches');
  // A relative path is to be ignored (XDG Base Directory Specification).
  const xdg = environment.XDG_CACHE_HOME;
  return xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache');
}

/** Whether indexes of dumps are used and kept at all. */
export function isIndexWanted(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const refusal = environment.OUROBOROS_NO_CACHE;
  return refusal === undefined || refusal === '';
}
