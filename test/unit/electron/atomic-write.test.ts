import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../electron/node/atomic-write.ts';
import { temporaryFolder } from './temporary-folder.ts';

const folder = temporaryFolder();
let next = 1;
function emptyFolder(): string {
  const made = path.join(folder, `case-${next++}`);
  mkdirSync(made);
  return made;
}

describe('an atomic write', () => {
  it('writes a new file and leaves nothing else', async () => {
    const home = emptyFolder();
    await writeFileAtomically(path.join(home, 'a.svg'), '<svg/>');
    expect(readdirSync(home)).toEqual(['a.svg']);
    expect(readFileSync(path.join(home, 'a.svg'), 'utf8')).toBe('<svg/>');
  });

  it('replaces a file and keeps its permissions', async () => {
    const file = path.join(emptyFolder(), 'a');
    writeFileSync(file, 'old');
    chmodSync(file, 0o600);
    await writeFileAtomically(file, Uint8Array.of(1, 2));
    expect([...readFileSync(file)]).toEqual([1, 2]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('follows a link', async () => {
    const home = emptyFolder();
    writeFileSync(path.join(home, 'target'), 'old');
    symlinkSync('target', path.join(home, 'link'));
    await writeFileAtomically(path.join(home, 'link'), 'new');
    expect(readFileSync(path.join(home, 'target'), 'utf8')).toBe('new');
    expect(readdirSync(home).sort()).toEqual(['link', 'target']);
  });

  it('follows a link to what is not there yet', async () => {
    const home = emptyFolder();
    symlinkSync('target', path.join(home, 'link'));
    await writeFileAtomically(path.join(home, 'link'), 'new');
    expect(readFileSync(path.join(home, 'target'), 'utf8')).toBe('new');
    expect(lstatSync(path.join(home, 'link')).isSymbolicLink()).toBe(true);
    symlinkSync('circle', path.join(home, 'circle'));
    await expect(writeFileAtomically(path.join(home, 'circle'), '')).rejects.toThrow(/itself/);
  });

  it('leaves a file alone that is read-only, whoever may rename in its folder', async () => {
    const file = path.join(emptyFolder(), 'a');
    writeFileSync(file, 'old');
    chmodSync(file, 0o444);
    await expect(writeFileAtomically(file, 'new')).rejects.toThrow(/it is read-only/);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });

  it('writes to a device without replacing it', async () => {
    await writeFileAtomically('/dev/null', 'gone');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('refuses a folder that is missing, in a sentence', async () => {
    const file = path.join(emptyFolder(), 'no', 'a.svg');
    await expect(writeFileAtomically(file, '')).rejects.toMatchObject({
      code: 'file-unwritable',
      message: expect.stringContaining('its folder does not exist'),
    });
  });

  it('leaves what it cannot replace', async () => {
    const home = emptyFolder();
    mkdirSync(path.join(home, 'taken'));
    await expect(writeFileAtomically(path.join(home, 'taken'), 'x')).rejects.toMatchObject({
      code: 'file-unwritable',
    });
    expect(readdirSync(home)).toEqual(['taken']);
    expect(statSync(path.join(home, 'taken')).isDirectory()).toBe(true);
  });
});
