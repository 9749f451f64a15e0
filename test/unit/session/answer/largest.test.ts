import { expect, test } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';
import { DEFAULT_CUTS } from '../../../../shared/protocol/schemas.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { sessionOf } from '../../../support/session-of.ts';
import { withFacts } from '../../../support/with-facts.ts';

test('a frame is told once, not as its blocks and bases; an array of its own is told too', async () => {
  const drawn = graphFromText`
    keep -.frame> frame; keep -.own> own; frame -._mgr> manager; manager -.blocks> blocks
    blocks -[0]> block; block -.values> values; values -.base> base
    keep!
    frame: pandas.core.frame.DataFrame; manager: pandas.core.internals.managers.BlockManager
    blocks: tuple; block: pandas.core.internals.blocks.NumpyBlock
    values: numpy.ndarray; base: numpy.ndarray; own: numpy.ndarray
  `;
  const sized = (dataBytes: number, shape: number[]) => ({ details: { dataBytes, shape } });
  const graph = withFacts(drawn, {
    frame: sized(8000, [500, 2]),
    values: sized(8000, [2, 500]),
    base: sized(8000, [500, 2]),
    own: sized(400, [50]),
  });
  const { largest } = await sessionOf(graph).query(
    'overview',
    { cuts: DEFAULT_CUTS },
    UNATTENDED_JOB,
  );
  expect(largest.map(({ type, dataBytes }) => [type, dataBytes])).toEqual([
    ['pandas.core.frame.DataFrame', 8000],
    ['numpy.ndarray', 400],
  ]);
});
