import type { Scene } from '../model/scene.ts';

/** What is to be laid out: sizes only. No text of a dump ever reaches a layout engine. */
export interface LayoutInput {
  readonly nodes: readonly LayoutBox[];
  readonly edges: readonly LayoutEdge[];
}

export interface LayoutBox {
  readonly width: number;
  readonly height: number;
}

export interface LayoutEdge {
  /** Indices into `nodes`. */
  readonly source: number;
  readonly target: number;
  /** Room for the label; 0 × 0 for none. */
  readonly labelWidth: number;
  readonly labelHeight: number;
  /** How much the edge should be short and straight; 1 is ordinary. */
  readonly weight: number;
  /** The end that is to meet the middle of its box's side instead of any point of the border. */
  readonly meetsMiddle?: 'source' | 'target' | undefined;
}

/** Positions in CSS pixels from the top left corner, y downwards. */
export interface LayoutResult {
  readonly layout: Scene['layout'];
  readonly width: number;
  readonly height: number;
  /** Centres, in the order of the input. */
  readonly nodes: readonly { readonly x: number; readonly y: number }[];
  readonly edges: readonly LaidOutEdge[];
}

export interface LaidOutEdge {
  /** Cubic Bézier from the source's border to the target's: 2 + 6k numbers. */
  readonly curve: readonly number[];
  readonly labelX: number;
  readonly labelY: number;
}
