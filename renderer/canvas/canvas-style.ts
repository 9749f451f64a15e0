import type { StylesheetJson } from 'cytoscape';

/** How Cytoscape draws what `sceneElements` made: colours are in the data, none is decided here. */
export const CANVAS_STYLE: StylesheetJson = [
  {
    selector: 'node',
    style: {
      shape: 'rectangle',
      width: 'data(width)',
      height: 'data(height)',
      'background-opacity': 0,
      'border-width': 0,
      'overlay-opacity': 0,
      events: 'yes',
    },
  },
  {
    selector: 'edge',
    style: {
      width: 'data(thickness)',
      'line-color': 'data(colour)',
      'line-style': 'data(lineStyle)' as 'solid',
      'line-dash-pattern': 'data(dash)' as unknown as number[],
      'target-arrow-shape': 'triangle-backcurve',
      'target-arrow-color': 'data(colour)',
      'arrow-scale': 'data(arrow)' as unknown as number,
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
