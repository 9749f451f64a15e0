import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files named on a command line. Chromium adds switches of its own, and an app that is not
 * packaged finds its folder among the arguments.
 */
export function filesFromCommandLine(
  argv: readonly string[],
  workingFolder: string,
  appFolder: string,
): readonly string[] {
  return argv
    .slice(1)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => path.resolve(workingFolder, pathOf(argument)))
    .filter((file) => file !== path.resolve(appFolder));
}

/** Some desktops hand over `file:` addresses; of another machine, or damaged, it stays as it is. */
function pathOf(argument: string): string {
  if (!/^file:\/\//i.test(argument)) return argument;
  try {
    return fileURLToPath(argument);
  } catch {
    return argument;
  }
}
