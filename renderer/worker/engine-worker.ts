import { OuroborosError } from '../../shared/base/errors.ts';
import type { ByteSource } from '../../shared/formats/bytes/byte-source.ts';
import type { EngineToHost, HostToEngine } from '../../shared/protocol/engine-messages.ts';
import type { DotAnswer } from '../../shared/scene/layout/dot-server.ts';
import { DotThread } from '../../shared/scene/layout/dot-thread.ts';
import { serveEngine } from '../../shared/session/engine-port.ts';
import type { BrowserSource } from '../host/browser-dumps.ts';
import { fileByteSource } from './file-byte-source.ts';
import { httpByteSource } from './http-byte-source.ts';

/** Web Worker entry: one engine, one dump. Only translates messages. */

/** What is used of a dedicated worker's global scope; the page's DOM types do not describe it. */
interface WorkerScope {
  postMessage(message: EngineToHost, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent<HostToEngine>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

/** A tab's address space holds about 4 GB of buffers before the browser ends it. */
const MAX_MEMORY_BYTES = 4e9;

const dot = new DotThread((onAnswer, onLost) => {
  const worker = new Worker(new URL('./layout-worker.ts', import.meta.url), {
    type: 'module',
    name: 'layout',
  });
  worker.onmessage = ({ data }: MessageEvent<DotAnswer>) => onAnswer(data);
  worker.onerror = (event) => {
    event.preventDefault();
    onLost(event.message);
  };
  return {
    post: (question) => worker.postMessage(question),
    end: () => worker.terminate(),
  };
});
dot.warm();

const receive = serveEngine(
  { post: (message, transfer = []) => scope.postMessage(message, transfer) },
  (source) => Promise.resolve({ source: byteSource(source as BrowserSource), codecs: {} }),
  { memoryLimitBytes: MAX_MEMORY_BYTES, dot },
);
scope.onmessage = ({ data }) => receive(data);

function byteSource(source: BrowserSource): ByteSource {
  switch (source.kind) {
    case 'file':
      return fileByteSource(source.file);
    case 'http':
      return httpByteSource(source);
    default:
      throw new OuroborosError('bad-request', 'This is not a source the browser can read.');
  }
}
