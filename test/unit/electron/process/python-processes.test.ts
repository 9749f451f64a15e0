import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bootId } from '../../../../electron/node/process/proc-files.ts';
import { keyOf, ProcessSizes } from '../../../../electron/node/process/process-sizes.ts';
import {
  listPythonProcesses,
  pythonFamily,
} from '../../../../electron/node/process/python-processes.ts';
import { findPython } from '../../../support/find-python.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startProgram } from './processes.ts';

const folder = temporaryFolder();
const version = ['3.11', '3.12', '3.13', '3.10'].find((each) => findPython(each) !== null);
const python = findPython(version ?? '') ?? '';
/** Two of them, the second started by the first. */
const PARENT = `
import os, sys
child = os.fork()
if child == 0: sys.stdin.read()
print(child, flush=True)
sys.stdin.read()`;

describe.runIf(process.platform === 'linux')('the list of Python processes', () => {
  test.runIf(python !== '')('has version, size and growth, and no other program', async () => {
    const started = await startProgram(python, ['-c', PARENT]);
    const sizes = new ProcessSizes(path.join(folder, 'sizes.json'));
    const first = await listPythonProcesses(sizes);
    expect(first.find(({ pid }) => pid === started.pid)).toMatchObject({
      version,
      startTime: started.startTime,
      before: null,
      isReadable: true,
      parent: process.pid,
    });
    expect(first.some(({ pid }) => pid === process.pid)).toBe(false);
    const again = (await listPythonProcesses(sizes)).find(({ pid }) => pid === started.pid);
    const residentBytes = first.find(({ pid }) => pid === started.pid)?.residentBytes;
    expect(again?.before?.residentBytes).toBe(residentBytes);
    expect(pythonFamily(started.pid)).toHaveLength(2);
    expect(pythonFamily(started.pid)[0]).toBe(started.pid);
  });

  test('does without what was kept where it is damaged, or of another start', async () => {
    const file = path.join(folder, 'hostile.json');
    const good = { key: '7 9', residentBytes: 5, at: '2026-01-01T00:00:00.000Z' };
    const hostile = [
      '',
      '[]',
      '{"boot":1}',
      JSON.stringify({ boot: 'another', sizes: [good] }),
      JSON.stringify({ boot: bootId(), sizes: [null, 3, { key: 4 }, { ...good, at: 'x' }] }),
    ];
    for (const text of hostile) {
      writeFileSync(file, text);
      expect((await new ProcessSizes(file).load()).size).toBe(0);
    }
    writeFileSync(file, JSON.stringify({ boot: bootId(), sizes: [good] }));
    const sizes = await new ProcessSizes(file).load();
    expect(sizes.get(keyOf({ pid: 7, startTime: 9 }))?.residentBytes).toBe(5);
  });
});
