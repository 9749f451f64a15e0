import type { StylesheetJson } from 'cytoscape';

/**
 * Cytoscape paints nothing: its elements are there to be pointed at, dragged and boxed in, and what
 * is seen is painted by `scene-painter.ts`. Elements of opacity 0 are skipped when frames are drawn.
 */
export const CANVAS_STYLE: StylesheetJson = [
  {
    selector: 'node',
    style: {
      shape: 'rectangle',
      width: 'data(width)',
      height: 'data(height)',
      opacity: 0,
      'overlay-opacity': 0,
      events: 'yes',
    },
  },
  {
    selector: 'edge',
    style: {
      width: 2,
      opacity: 0,
      'curve-style': 'straight',
      'overlay-opacity': 0,
      'z-index': 'data(depth)' as unknown as number,
    },
  },
  {
    selector: 'edge.routed',
    style: {
      'curve-style': 'segments',
      // Cytoscape's own types do not know this value yet.
      'edge-distances': 'endpoints' as 'intersection',
      'segment-weights': 'data(weights)' as unknown as number[],
      'segment-distances': 'data(distances)' as unknown as number[],
      'source-endpoint': 'data(sourceEnd)',
      'target-endpoint': 'data(targetEnd)',
    },
  },
  {
    selector: 'edge.loop',
    style: {
      'curve-style': 'unbundled-bezier',
      'loop-direction': 'data(direction)',
      'loop-sweep': '40deg',
      'control-point-distances': 'data(reach)' as unknown as number[],
    },
  },
];
