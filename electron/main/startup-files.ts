import path from 'node:path';

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
    .map((argument) => path.resolve(workingFolder, argument))
    .filter((file) => file !== path.resolve(appFolder));
}
