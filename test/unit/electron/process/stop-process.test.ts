import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Freezer } from '../../../../electron/node/process/freezer.ts';
import { readStat } from '../../../../electron/node/process/proc-files.ts';
import { hurry, sessionPriority } from '../../../../electron/node/process/session-priority.ts';
import { whileStopped } from '../../../../electron/node/process/stop-process.ts';
import { startWatchdog } from '../../../../electron/node/process/watchdog.ts';
import { startBusy, statesOf, until, untilItRuns } from './processes.ts';

/** Longer than any of these tests takes. */
const LONG = 120;
const NOTHING = (): Promise<void> => Promise.resolve();

describe.runIf(process.platform === 'linux')('a process that is stopped', () => {
  test('stands still in all its threads for the work, then goes on', async () => {
    const busy = await startBusy();
    const { value, way, pauseMs } = await whileStopped(busy, LONG, () =>
      Promise.resolve(statesOf(busy.pid)),
    );
    expect([...value]).toEqual(['T']);
    expect(way).toBe('signal');
    expect(pauseMs).toBeGreaterThan(0);
    await untilItRuns(busy);
  });

  test('leaves our session the priority that it had', async () => {
    const busy = await startBusy();
    const before = sessionPriority();
    await whileStopped(busy, LONG, NOTHING);
    expect(sessionPriority()).toEqual(before);
    const calmDown = hurry(before);
    calmDown();
    expect(sessionPriority()).toEqual(before);
  });

  test('goes on when the work fails', async () => {
    const busy = await startBusy();
    const failing = whileStopped(busy, LONG, () => Promise.reject(new Error('no room')));
    await expect(failing).rejects.toThrow('no room');
    await untilItRuns(busy);
  });

  test('is unharmed by a hundred stops', async () => {
    const busy = await startBusy();
    for (let round = 0; round < 100; round++) {
      const { value } = await whileStopped(busy, LONG, () => Promise.resolve(statesOf(busy.pid)));
      expect([...value]).toEqual(['T']);
    }
    await untilItRuns(busy);
  });

  test('stays stopped where it was', async () => {
    const busy = await startBusy();
    process.kill(busy.pid, 'SIGSTOP');
    await until(() => !statesOf(busy.pid).has('R') && statesOf(busy.pid).has('T'));
    const { way, pauseMs } = await whileStopped(busy, LONG, NOTHING);
    expect({ way, pauseMs }).toEqual({ way: 'was-stopped', pauseMs: 0 });
    expect([...statesOf(busy.pid)]).toEqual(['T']);
  });

  test('that ends during the work is said to have ended', async () => {
    const busy = await startBusy();
    const work = async (): Promise<void> => {
      process.kill(busy.pid, 'SIGKILL');
      await until(() => 'ZX'.includes(readStat(busy.pid)?.state ?? 'X'));
    };
    await expect(whileStopped(busy, LONG, work)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('that somebody else resumes makes the work worthless, and is said so', async () => {
    const busy = await startBusy();
    const work = async (): Promise<void> => {
      process.kill(busy.pid, 'SIGCONT');
      await untilItRuns(busy);
    };
    await expect(whileStopped(busy, LONG, work)).rejects.toThrow('somebody else resumed it');
  });

  test('is resumed by the watchdog when the work takes too long', async () => {
    const busy = await startBusy();
    await expect(whileStopped(busy, 1, () => untilItRuns(busy))).rejects.toThrow('resumed');
  });

  test('is not touched when its number is that of another process by now', async () => {
    const busy = await startBusy();
    const earlier = { pid: busy.pid, startTime: busy.startTime - 1 };
    await expect(whileStopped(earlier, LONG, NOTHING)).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(statesOf(busy.pid).has('T')).toBe(false);
  });

  test('is not resumed by the watchdog of a process whose number it got', async () => {
    const busy = await startBusy();
    process.kill(busy.pid, 'SIGSTOP');
    await until(() => statesOf(busy.pid).has('T'));
    const watchdog = await startWatchdog({ pid: busy.pid, startTime: busy.startTime - 1 }, 1, null);
    await watchdog.arm();
    await until(() => !watchdog.isAlive || readStat(busy.pid)?.state !== 'T');
    expect([...statesOf(busy.pid)]).toEqual(['T']);
  });

  test('can be frozen without a signal where control groups may be made', async ({ skip }) => {
    const busy = await startBusy();
    const freezer = Freezer.make(busy.pid);
    if (!(freezer instanceof Freezer)) {
      expect(freezer).not.toBe('');
      skip();
      return;
    }
    const before = groupsOf(busy.pid);
    freezer.freeze();
    await until(() => freezer.isFrozen);
    expect(groupsOf(busy.pid)).not.toBe(before);
    expect(statesOf(busy.pid).has('T')).toBe(false);
    freezer.thaw();
    expect(groupsOf(busy.pid)).toBe(before);
    await untilItRuns(busy);
    expect(existsSync(freezer.plan.group)).toBe(false);
  });

  test('is thawed by the watchdog when we end', async ({ skip }) => {
    const busy = await startBusy();
    const freezer = Freezer.make(busy.pid);
    if (!(freezer instanceof Freezer)) {
      expect(freezer).not.toBe('');
      skip();
      return;
    }
    const before = groupsOf(busy.pid);
    const watchdog = await startWatchdog(busy, 1, freezer.plan);
    await watchdog.arm();
    freezer.freeze();
    await until(() => freezer.isFrozen);
    await until(() => !watchdog.isAlive);
    expect(groupsOf(busy.pid)).toBe(before);
    await untilItRuns(busy);
  });
});

function groupsOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
}
