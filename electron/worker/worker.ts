import { parentPort } from 'node:worker_threads';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { HostToEngine } from '../../shared/protocol/engine-messages.ts';
import { DotThread } from '../../shared/scene/layout/dot-thread.ts';
import { setSideThreads } from '../../shared/session/columns/side-thread.ts';
import { serveEngine } from '../../shared/session/engine-port.ts';
import { indexFolder, isIndexWanted } from '../node/cache-folder.ts';
import { type FileSource, openFileSource } from '../node/file-source.ts';
import { IndexFolder } from '../node/index-folder.ts';
import { layoutThread } from '../node/layout-thread.ts';
import { memoryLimitBytes } from '../node/memory-limit.ts';
import { nativeCodecs } from '../node/native-codecs.ts';
import { HostBinaries, scratchFolder } from '../node/outside-files.ts';
import type { ProcessId } from '../node/process/proc-files.ts';
import { ProcessImage } from '../node/process/process-image.ts';
import { sideThread } from '../node/side-thread.ts';

/** The thread that holds one dump: translates messages, nothing else. */
function serve(port: NonNullable<typeof parentPort>): void {
  let openFile: FileSource | null = null;
  const binaries = new HostBinaries('/', []);
  const dot = new DotThread(layoutThread(import.meta.url));
  dot.warm();
  setSideThreads(sideThread(import.meta.url));

  const receive = serveEngine(
    {
      post(message, transfer) {
        // The engine reads the file only while it loads; holding it open would keep it from being
        // deleted on Windows.
        if (message.type !== 'progress' && openFile !== null) {
          void openFile.close();
          openFile = null;
          binaries.close();
        }
        port.postMessage(message, transfer);
      },
    },
    async (source) => {
      if (isProcess(source)) {
        const { pid, startTime } = source;
        return { take: (job) => ProcessImage.take(pid, job, startTime) };
      }
      if (typeof source !== 'string') {
        throw new OuroborosError('bad-request', 'The worker opens files by their path.');
      }
      openFile = await openFileSource(source);
      const index = isIndexWanted() ? new IndexFolder(indexFolder()) : null;
      return {
        source: openFile,
        codecs: nativeCodecs(),
        index,
        binaries,
        scratch: scratchFolder(),
        hasSideThreads: true,
      };
    },
    { memoryLimitBytes: memoryLimitBytes(), dot },
  );
  port.on('message', (message: HostToEngine) => receive(message));
}

function isProcess(source: unknown): source is ProcessId {
  return typeof source === 'object' && source !== null && 'pid' in source && 'startTime' in source;
}

if (parentPort === null) throw new Error('worker.mjs is started as a worker thread');
serve(parentPort);
