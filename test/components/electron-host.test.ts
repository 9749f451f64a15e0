import { describe, expect, it } from 'vitest';
import { createElectronHost } from '../../renderer/host/electron-host.ts';
import type { DumpHandle, OpenDump } from '../../renderer/host/host-api.ts';
import type { OuroborosBridge } from '../../shared/protocol/bridge.ts';
import { DEFAULT_CUTS } from '../../shared/protocol/schemas.ts';

const HANDLE: DumpHandle = { name: 'a.ouro', folder: '', token: { fileToken: 't1' } };
const OPENED = { ok: true, value: { dumpId: 'd1', name: 'a.ouro', kind: 'dump' } };

/** A bridge whose methods answer what is given, and which writes down what else it is asked. */
function bridgeOf(methods: Readonly<Record<string, (request: never) => unknown>>) {
  const asked: [string, unknown][] = [];
  const listeners = new Map<string, (data: never) => void>();
  const bridge = new Proxy(
    {},
    {
      get: (_, name: string) =>
        name.startsWith('on')
          ? (listener: (data: never) => void) => listeners.set(name, listener)
          : (request: never) => {
              asked.push([name, request]);
              return Promise.resolve(methods[name]?.(request) ?? { ok: true, value: {} });
            },
    },
  ) as OuroborosBridge;
  return {
    bridge,
    asked,
    tell: (event: string, data: unknown) => listeners.get(event)?.(data as never),
  };
}

/** An answer that comes when it is let go. */
function late(answer: unknown) {
  let come = () => {};
  const promise = new Promise<unknown>((resolve) => {
    come = () => resolve(answer);
  });
  return { promise, come };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));

describe('what main answers after it was cancelled', () => {
  it('is closed, when it is a dump', async () => {
    const answer = late(OPENED);
    const { bridge, asked } = bridgeOf({ openDump: () => answer.promise });
    const abort = new AbortController();
    const opening = createElectronHost(bridge).open(HANDLE, {
      signal: abort.signal,
      units: 'decimal',
    });
    abort.abort();
    await expect(opening).rejects.toMatchObject({ data: { code: 'cancelled' } });
    expect(asked.map(([name]) => name)).toEqual(['openDump', 'cancel']);
    answer.come();
    await settle();
    expect(asked.at(-1)).toEqual(['closeDump', { dumpId: 'd1' }]);
  });

  it('is given back, when it is a dump that was lent', async () => {
    const answer = late({ ok: true, value: { baseline: 'b1' } });
    const { bridge, asked } = bridgeOf({ lendDump: () => answer.promise });
    const abort = new AbortController();
    const [from, to] = [{ id: 'd1' }, { id: 'd2' }] as OpenDump[];
    if (from === undefined || to === undefined) throw new Error('There are two.');
    const lending = createElectronHost(bridge).lendDump(from, to, DEFAULT_CUTS, {
      signal: abort.signal,
    });
    abort.abort();
    await expect(lending).rejects.toMatchObject({ data: { code: 'cancelled' } });
    answer.come();
    await settle();
    expect(asked.at(-1)).toEqual(['giveBackDump', { dumpId: 'd2', baseline: 'b1' }]);
  });

  it('is left alone, when it is a failure', async () => {
    const answer = late({ ok: false, error: { code: 'cancelled', message: 'Cancelled.' } });
    const { bridge, asked } = bridgeOf({ openDump: () => answer.promise });
    const abort = new AbortController();
    const opening = createElectronHost(bridge).open(HANDLE, {
      signal: abort.signal,
      units: 'decimal',
    });
    abort.abort();
    answer.come();
    await expect(opening).rejects.toMatchObject({ data: { code: 'cancelled' } });
    await settle();
    expect(asked.map(([name]) => name)).toEqual(['openDump', 'cancel']);
  });
});

describe('an engine that died', () => {
  it('is reported once, also to who asks later', async () => {
    const { bridge, tell } = bridgeOf({ openDump: () => OPENED });
    const host = createElectronHost(bridge);
    const dump = await host.open(HANDLE, { units: 'decimal' });
    tell('onDumpLost', { dumpId: 'd1', message: 'It stopped.' });
    const heard: string[] = [];
    dump.onLost(({ message }) => heard.push(message));
    tell('onDumpLost', { dumpId: 'd1', message: 'Again.' });
    expect(heard).toEqual(['It stopped.']);
  });
});
