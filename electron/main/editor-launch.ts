import { spawn } from 'node:child_process';
import type { SourceSettings } from '../../shared/protocol/source-settings.ts';

/** One way to have an editor show a line: a program with its arguments, or an address of its own. */
export type Launch =
  | { readonly kind: 'run'; readonly program: string; readonly args: readonly string[] }
  | { readonly kind: 'link'; readonly url: string };

/**
 * The ways to open a line, the best first; [] where no editor is chosen.
 *
 * `file` is absolute, so that no editor takes it for an option. Programs are run as they are,
 * without a shell; on Windows the starters of editors are batch files, which only a shell runs, so
 * that their addresses are used there.
 */
export function editorLaunches(
  { editor, command }: Pick<SourceSettings, 'editor' | 'command'>,
  { file, line }: { readonly file: string; readonly line: number },
  platform: NodeJS.Platform,
): readonly Launch[] {
  const at = Math.max(1, line);
  const address = addressPath(file);
  const run = (program: string, args: readonly string[]): Launch => ({
    kind: 'run',
    program,
    args,
  });
  const programs = (launches: readonly Launch[]) => (platform === 'win32' ? [] : launches);
  switch (editor) {
    case 'none':
      return [];
    case 'vscode':
      return [
        ...programs([run('code', ['--goto', `${file}:${at}`])]),
        { kind: 'link', url: `vscode://file${address}:${at}` },
      ];
    case 'pycharm':
      return [
        ...programs(
          ['pycharm', 'charm', 'pycharm.sh'].map((program) =>
            run(program, ['--line', String(at), file]),
          ),
        ),
        { kind: 'link', url: `pycharm://open?file=${encodeURIComponent(file)}&line=${at}` },
      ];
    case 'zed':
      return [
        ...programs(['zed', 'zeditor'].map((program) => run(program, [`${file}:${at}`]))),
        { kind: 'link', url: `zed://file${address}:${at}` },
      ];
    case 'command': {
      const [program, ...args] = command;
      if (program === undefined || program === '') return [];
      const filled = args.map((arg) =>
        arg.replaceAll('{line}', String(at)).replaceAll('{file}', () => file),
      );
      const namesFile = args.some((arg) => arg.includes('{file}'));
      return [run(program, namesFile ? filled : [...filled, file])];
    }
  }
}

/** `/srv/a b.py` → `/srv/a%20b.py`; `C:\a.py` → `/C:/a.py`. */
function addressPath(file: string): string {
  const parts = file.replaceAll('\\', '/').split('/');
  const encoded = parts.map((part) => encodeURIComponent(part).replaceAll('%3A', ':')).join('/');
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

/** Starts a program that goes on by itself; false where there is none of that name. */
export function startProgram(program: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    try {
      const child = spawn(program, [...args], { shell: false, detached: true, stdio: 'ignore' });
      child.once('error', () => resolve(false));
      child.once('spawn', () => {
        child.unref();
        resolve(true);
      });
    } catch {
      // Some names are refused before anything is tried.
      resolve(false);
    }
  });
}
