import { closeSync, openSync, readSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readStat } from '../../../../electron/node/process/proc-files.ts';
import { ProcessImage } from '../../../../electron/node/process/process-image.ts';
import { CancelledError } from '../../../../shared/base/errors.ts';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { startBusy, startProgram, statesOf, until, untilItRuns } from './processes.ts';

const PAGE = 4096;

/** A page as the system gives it; null for one that cannot be read. */
function pageOf(memory: number, address: number): Uint8Array | null {
  const page = new Uint8Array(PAGE);
  try {
    return readSync(memory, page, 0, PAGE, address) === PAGE ? page : null;
  } catch {
    return null;
  }
}

/** Compares every `step`th page of the image with what the process has. */
function compare(
  image: ProcessImage,
  memory: number,
  step: number,
): { same: number; other: number } {
  let same = 0;
  let other = 0;
  const page = new Uint8Array(PAGE);
  for (const { start, end } of image.regions) {
    for (let address = start; address < end; address += step * PAGE) {
      const wanted = pageOf(memory, address);
      const got = image.readInto(address, page);
      const isSame = wanted === null ? got === 0 : Buffer.compare(page, wanted) === 0;
      if (isSame) same++;
      else other++;
    }
  }
  return { same, other };
}

describe.runIf(process.platform === 'linux')('the image of a process', () => {
  test('holds every page as the process has it', async () => {
    const busy = await startBusy();
    process.kill(busy.pid, 'SIGSTOP');
    await until(() => [...statesOf(busy.pid)].join() === 'T');
    const image = await ProcessImage.take(busy.pid, UNATTENDED_JOB);
    const memory = openSync(`/proc/${busy.pid}/mem`, 'r');
    const { same, other } = compare(image, memory, 7);
    expect(same).toBeGreaterThan(1000);
    expect(other).toBe(0);
    expect(image.losses()).toEqual([]);
    expect([...statesOf(busy.pid)]).toEqual(['T']);
    closeSync(memory);
    await image.close();
  });

  test('tells what process it is of, and its mappings', async () => {
    const busy = await startBusy();
    const image = await ProcessImage.take(busy.pid, UNATTENDED_JOB);
    expect(image.process).toMatchObject({ pid: busy.pid, endedBy: null });
    expect(image.process.commandLine).toContain('node:worker_threads');
    expect(image.process.processKey).toMatch(
      new RegExp(`^[0-9a-f-]{36} ${busy.pid} ${busy.startTime}$`),
    );
    expect(image.process.rssBytes).toBeGreaterThan(1e6);
    expect(image.regions.some(({ file }) => file === process.execPath)).toBe(true);
    await untilItRuns(busy);
    await image.close();
  });

  test('is still there, files included, when the process is gone', async () => {
    const busy = await startBusy();
    const image = await ProcessImage.take(busy.pid, UNATTENDED_JOB);
    const pages = image.regions.map(({ start }) => {
      const page = new Uint8Array(PAGE);
      return { start, page, got: image.readInto(start, page) };
    });
    process.kill(busy.pid, 'SIGKILL');
    await until(() => 'ZX'.includes(readStat(busy.pid)?.state ?? 'X'));
    const after = new Uint8Array(PAGE);
    const readable = pages.filter(({ got }) => got === PAGE);
    const [text] = image.regions.filter(({ file, isWritable }) => file !== null && !isWritable);
    expect(image.readInto(text.start, after)).toBe(PAGE);
    for (const { start, page } of readable) {
      expect(image.readInto(start, after)).toBe(PAGE);
      expect(Buffer.compare(after, page)).toBe(0);
    }
    await image.close();
  });

  test('has nothing where the process has nothing', async () => {
    const busy = await startBusy();
    const image = await ProcessImage.take(busy.pid, UNATTENDED_JOB);
    expect(image.readInto(PAGE, new Uint8Array(PAGE))).toBe(0);
    const last = image.regions[image.regions.length - 1];
    const across = new Uint8Array(2 * PAGE);
    expect(image.readInto(last.end - PAGE, across)).toBe(PAGE);
    await image.close();
  });

  test('is not taken of what is not there, of itself, or of what has ended', async () => {
    await expect(ProcessImage.take(2 ** 22 + 1, UNATTENDED_JOB)).rejects.toMatchObject({
      code: 'not-found',
    });
    await expect(ProcessImage.take(process.pid, UNATTENDED_JOB)).rejects.toThrow('itself');
    const ended = await startProgram('/bin/sh', ['-c', 'echo ready; read -r line']);
    process.kill(ended.pid, 'SIGKILL');
    await until(() => 'ZX'.includes(readStat(ended.pid)?.state ?? 'X'));
    await expect(ProcessImage.take(ended.pid, UNATTENDED_JOB)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('leaves the process running when it is cancelled', async () => {
    const busy = await startBusy();
    const cancelled = {
      report() {},
      checkpoint() {
        throw new CancelledError();
      },
    };
    await expect(ProcessImage.take(busy.pid, cancelled)).rejects.toThrow(CancelledError);
    await untilItRuns(busy);
  });
});
