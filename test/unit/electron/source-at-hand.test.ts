import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { editorLaunches, startProgram } from '../../../electron/main/editor-launch.ts';
import { SourceDesk } from '../../../electron/main/source-desk.ts';
import { resolveSource } from '../../../electron/main/source-paths.ts';
import { readSourceLines } from '../../../electron/main/source-reader.ts';
import { NO_SOURCE_SETTINGS, sourceSettings } from '../../../shared/protocol/source-settings.ts';
import { temporaryFolder } from './temporary-folder.ts';

const MAPPINGS = [
  { from: '/srv/app', to: '/home/me/app' },
  { from: '/srv/app/vendored', to: '/home/me/vendored' },
  { from: 'C:\\svc', to: '/home/me/svc' },
  { from: '', to: '/home/me/relative' },
];

describe('where a file of the dump lies', () => {
  test.each([
    ['/srv/app/a/b.py', '/home/me/app/a/b.py'],
    ['/srv/app/vendored/c.py', '/home/me/vendored/c.py'],
    ['C:\\svc\\x\\y.py', '/home/me/svc/x/y.py'],
    ['pkg/mod.py', '/home/me/relative/pkg/mod.py'],
  ])('%s is in the folder that was chosen', (named, file) => {
    expect(resolveSource(named, MAPPINGS)?.file).toBe(file);
    expect(resolveSource(named, MAPPINGS)?.folder).not.toBeNull();
  });

  test('what no mapping names lies where the dump says, in no folder that was chosen', () => {
    const found = { file: '/srv/application/a.py', folder: null };
    expect(resolveSource('/srv/application/a.py', MAPPINGS)).toEqual(found);
    expect(resolveSource('a.py', [])).toBeNull();
  });

  test.each([
    '/srv/app/../../etc/shadow.py',
    '\\\\evil\\share\\a.py',
    '//evil/share/a.py',
    '/srv/app/a.py\n',
    '/srv/app/a\0.py',
    '/srv/app/run.sh',
    '/srv/app/a.command',
    '/home/me/.ssh/id_ed25519',
  ])('%j is none', (hostile) => {
    expect(resolveSource(hostile, MAPPINGS)).toBeNull();
  });

  test('a path without end is none', () => {
    expect(resolveSource(`/${'a'.repeat(5000)}.py`, MAPPINGS)).toBeNull();
  });

  test('nothing that a dump says leads out of the folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (tail) => {
        const found = resolveSource(`/srv/app/${tail}.py`, MAPPINGS.slice(0, 1));
        return found === null || found.file.startsWith('/home/me/app/');
      }),
    );
  });
});

describe('how a line is opened', () => {
  const at = { file: '/srv/it is/$(id);`id`.py', line: 7 };

  test('arguments go one by one, whatever is in them', () => {
    expect(editorLaunches({ editor: 'vscode', command: [] }, at, 'linux')).toEqual([
      { kind: 'run', program: 'code', args: ['--goto', '/srv/it is/$(id);`id`.py:7'] },
      { kind: 'link', url: 'vscode://file/srv/it%20is/%24(id)%3B%60id%60.py:7' },
    ]);
    const own = { editor: 'command', command: ['vim', '+{line}', '{file}'] } as const;
    expect(editorLaunches({ ...own, command: [...own.command] }, at, 'linux')).toEqual([
      { kind: 'run', program: 'vim', args: ['+7', at.file] },
    ]);
    // What means something in a command, or in a replacement, means nothing in the name of a file.
    const odd = { file: '/a{line}$&.py', line: 3 };
    const [launch] = editorLaunches({ editor: 'command', command: ['e', '{file}'] }, odd, 'linux');
    expect(launch).toEqual({ kind: 'run', program: 'e', args: ['/a{line}$&.py'] });
  });

  test('the file is added to a command that does not name it, and a line before the first is the first', () => {
    const found = editorLaunches(
      { editor: 'command', command: ['gedit'] },
      { ...at, line: 0 },
      'linux',
    );
    expect(found).toEqual([{ kind: 'run', program: 'gedit', args: [at.file] }]);
    const [zed] = editorLaunches(
      { editor: 'zed', command: [] },
      { file: '/a.py', line: 0 },
      'darwin',
    );
    expect(zed).toEqual({ kind: 'run', program: 'zed', args: ['/a.py:1'] });
  });

  test('on Windows an editor is opened by its address, since batch files need a shell', () => {
    const windows = { file: 'C:\\svc\\a b.py', line: 2 };
    expect(editorLaunches({ editor: 'vscode', command: [] }, windows, 'win32')).toEqual([
      { kind: 'link', url: 'vscode://file/C:/svc/a%20b.py:2' },
    ]);
    expect(editorLaunches({ editor: 'pycharm', command: [] }, windows, 'win32')).toEqual([
      { kind: 'link', url: 'pycharm://open?file=C%3A%5Csvc%5Ca%20b.py&line=2' },
    ]);
  });

  test('no editor and an empty command open nothing', () => {
    expect(editorLaunches({ editor: 'none', command: [] }, at, 'linux')).toEqual([]);
    expect(editorLaunches({ editor: 'command', command: [] }, at, 'linux')).toEqual([]);
  });

  test('a program that there is not is no error of ours', async () => {
    expect(await startProgram('ouroboros-no-such-editor', ['/a.py'])).toBe(false);
  });
});

describe('five lines of source', () => {
  const root = temporaryFolder();
  const lines = Array.from({ length: 9 }, (_, at) => `line ${at + 1}`).join('\n');

  test('the line and two on either side, from a folder that the user chose', async () => {
    const folder = root;
    writeFileSync(path.join(folder, 'a.py'), lines);
    const file = path.join(folder, 'a.py');
    expect(await readSourceLines({ file, folder }, 5)).toEqual({
      path: file,
      first: 3,
      lines: ['line 3', 'line 4', 'line 5', 'line 6', 'line 7'],
    });
    expect((await readSourceLines({ file, folder }, 1))?.lines).toEqual([
      'line 1',
      'line 2',
      'line 3',
    ]);
    expect(await readSourceLines({ file, folder }, 10)).toBeNull();
    expect(await readSourceLines({ file, folder: null }, 5)).toBeNull();
    expect(await readSourceLines({ file: path.join(folder, 'none.py'), folder }, 1)).toBeNull();
  });

  test('not through a link out of it, nor of a file of any size', async () => {
    const folder = path.join(root, 'inside');
    mkdirSync(folder);
    writeFileSync(path.join(root, 'secret.py'), 'secret');
    symlinkSync(path.join(root, 'secret.py'), path.join(folder, 'link.py'));
    expect(await readSourceLines({ file: path.join(folder, 'link.py'), folder }, 1)).toBeNull();
    writeFileSync(path.join(folder, 'large.py'), 'x'.repeat(4 * 1024 * 1024 + 1));
    expect(await readSourceLines({ file: path.join(folder, 'large.py'), folder }, 1)).toBeNull();
    mkdirSync(path.join(folder, 'folder.py'));
    expect(await readSourceLines({ file: path.join(folder, 'folder.py'), folder }, 1)).toBeNull();
  });
});

describe('the desk', () => {
  const root = temporaryFolder();
  let asked: string[] = [];
  let folder: string | null = null;
  let agrees = true;

  const desk = (): SourceDesk =>
    new SourceDesk(path.join(root, 'source.json'), {
      chooseFolder: () => Promise.resolve(folder),
      confirmCommand: (command) => {
        asked.push(command.join(' '));
        return Promise.resolve(agrees);
      },
      openLink: (url) => {
        asked.push(url);
        return Promise.resolve();
      },
    });

  beforeEach(() => {
    asked = [];
    folder = root;
    agrees = true;
  });

  test('a command of the user’s own is asked about, and kept only after a yes', async () => {
    const choice = { editor: 'command' as const, command: ['vim', '{file}'] };
    agrees = false;
    expect(await desk().setEditor(choice)).toEqual(NO_SOURCE_SETTINGS);
    agrees = true;
    const opened = desk();
    expect(await opened.setEditor(choice)).toMatchObject(choice);
    await opened.setEditor(choice);
    expect(asked).toEqual(['vim {file}', 'vim {file}']);
    await opened.setEditor({ editor: 'zed', command: ['evil'] });
    expect(await opened.settings()).toMatchObject({ editor: 'zed', command: [] });
  });

  test('what is chosen is there at the next start, and a damaged file costs the settings alone', async () => {
    const first = desk();
    await first.setEditor({ editor: 'vscode', command: [] });
    await first.addMapping('/srv/app');
    const again = await desk().settings();
    expect(again).toEqual({
      editor: 'vscode',
      command: [],
      mappings: [{ from: '/srv/app', to: root }],
    });
    expect(
      sourceSettings.safeParse(JSON.parse(readFileSync(path.join(root, 'source.json'), 'utf8')))
        .success,
    ).toBe(true);
    await desk().removeMapping('/srv/app');
    expect((await desk().settings()).mappings).toEqual([]);
    writeFileSync(path.join(root, 'source.json'), '{"editor":"evil"}');
    expect(await desk().settings()).toEqual(NO_SOURCE_SETTINGS);
    folder = null;
    expect(await desk().addMapping('/srv')).toBeNull();
  });

  test('a line is opened where it lies, and what cannot be is said with what to do', async () => {
    writeFileSync(path.join(root, 'app.py'), 'x = 1\n');
    const opened = desk();
    await opened.addMapping('/srv/app');
    const place = { file: '/srv/app/app.py', line: 1 };
    await expect(opened.open(place)).rejects.toThrow(/Choose one in Settings/);
    await opened.setEditor({ editor: 'command', command: [process.execPath, '-e', ''] });
    expect(await opened.open(place)).toEqual({ path: path.join(root, 'app.py') });
    await expect(opened.open({ ...place, file: '/srv/app/none.py' })).rejects.toThrow(
      /none\.py here\. Say in Settings/,
    );
    await expect(opened.open({ ...place, file: '/bin/sh' })).rejects.toThrow(/no source file/);
    expect((await opened.read(place))?.lines).toEqual(['x = 1', '']);
    expect(await opened.read({ ...place, file: '/etc/hosts.py' })).toBeNull();
  });
});
