import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { memorySource } from '../../../shared/formats/byte-source.ts';
import type { EngineToHost } from '../../../shared/protocol/engine-messages.ts';
import { DEFAULT_CUTS } from '../../../shared/protocol/schemas.ts';
import { serveEngine } from '../../../shared/session/engine-port.ts';

const EXAMPLE = new Uint8Array(readFileSync('examples/accessor-leak.ouro'));

function flag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

/** An engine over one source, and its final answers in the order they come. */
function engineOver(bytes: Uint8Array) {
  const answers: EngineToHost[] = [];
  let wake: () => void = () => {};
  const receive = serveEngine(
    {
      post(message) {
        if (message.type === 'progress') return;
        answers.push(message);
        wake();
      },
    },
    () => Promise.resolve({ source: memorySource(bytes, 'test.ouro'), codecs: {} }),
    { memoryLimitBytes: 2 ** 31 },
  );
  const settled = async (count: number): Promise<readonly EngineToHost[]> => {
    while (answers.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return answers;
  };
  return { receive, settled };
}

test('opens a dump and answers in the order of the questions', async () => {
  const { receive, settled } = engineOver(EXAMPLE);
  receive({ type: 'open', id: 1, cancelFlag: flag(), source: null });
  receive({
    type: 'ask',
    id: 2,
    cancelFlag: flag(),
    channel: 'overview',
    request: { cuts: DEFAULT_CUTS },
  });
  const [opened, overview] = await settled(2);
  expect(opened).toEqual({ type: 'result', id: 1, value: { name: 'test.ouro' } });
  expect(overview).toMatchObject({ type: 'result', id: 2, value: { formatId: 'ouro' } });
});

test('a cancelled request and a failed one are answered too, and the engine goes on', async () => {
  const { receive, settled } = engineOver(EXAMPLE.slice(0, 8));
  const cancelled = flag();
  cancelled[0] = 1;
  receive({ type: 'open', id: 1, cancelFlag: cancelled, source: null });
  receive({ type: 'open', id: 2, cancelFlag: flag(), source: null });
  receive({ type: 'ask', id: 3, cancelFlag: flag(), channel: 'path', request: { node: 0 } });
  const answers = await settled(3);
  expect(answers.map((answer) => answer.type === 'failure' && answer.error.code)).toEqual([
    'cancelled',
    'dump-empty',
    'bad-request',
  ]);
});
