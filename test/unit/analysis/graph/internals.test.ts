import { expect, test } from 'vitest';
import type { OwnPartByte } from '../../../../shared/analysis/graph/internals.ts';
import { Internals, OwnPart } from '../../../../shared/analysis/graph/internals.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';

const DRAWN = graphFromText`
  session -@__dict__> attributes; session -.cache> cache; frame -@f_locals> locals
  f -@__closure__> closure; f -@__defaults__> defaults; closure -[0]> inTuple; f -@cell> inFunction
  table -._mgr> manager; manager -.blocks> blocks; table -.shape> shape
  session: app.Session; attributes: dict; cache: dict; frame: frame; locals: dict
  f: function; closure: tuple; defaults: tuple; inTuple: cell; inFunction: cell
  table: pandas.core.frame.DataFrame; manager: pandas.core.internals.managers.BlockManager
  blocks: tuple; shape: tuple`;

test.each<[string, string, OwnPartByte]>([
  ['session', 'attributes', OwnPart.attributes],
  ['session', 'cache', OwnPart.none],
  ['frame', 'locals', OwnPart.locals],
  ['f', 'closure', OwnPart.closure],
  ['f', 'defaults', OwnPart.none],
  ['closure', 'inTuple', OwnPart.cellOfTuple],
  ['f', 'inFunction', OwnPart.cell],
  ['table', 'manager', OwnPart.manager],
  ['manager', 'blocks', OwnPart.managerTuple],
  ['table', 'shape', OwnPart.none],
])('the reference from %s to %s leads to the part that the table says', (from, to, part) => {
  const { graph, node } = DRAWN;
  const first = graph.firstEdge[node(from)];
  const end = graph.firstEdge[node(from) + 1];
  const edges = Array.from({ length: end - first }, (_, at) => first + at);
  const edge = edges.find((candidate) => graph.edgeTarget[candidate] === node(to));
  expect(new Internals(graph).partOf(node(from), edge ?? -1)).toBe(part);
});
