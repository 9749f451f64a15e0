import type { Viz } from '@viz-js/viz';
import { instance } from '@viz-js/viz';
import { isForDot, layOutWithDot } from './dot-layout.ts';
import { tightenLabels } from './label-place.ts';
import { layOutInLayers } from './layered-layout.ts';
import { packParts, splitParts } from './pack.ts';
import type { Scene } from './scene.ts';

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

let loading: Promise<Viz | null> | undefined;

/**
 * Loads Graphviz's WebAssembly once; the first scene otherwise waits for it (some 20 ms).
 *
 * Where WebAssembly is not to be had, every scene is laid out by the plain layers instead.
 */
export async function loadLayout(): Promise<boolean> {
  loading ??= instance().catch(() => null);
  return (await loading) !== null;
}

/**
 * Lays out a scene: deterministic, dot's look wherever possible.
 *
 * Parts that do not hang together are laid out one by one and packed, since dot would put them all
 * in one endless row.
 */
export async function layOut(input: LayoutInput): Promise<LayoutResult> {
  const parts = splitParts(input);
  const results: LayoutResult[] = [];
  for (const part of parts) results.push(await layOutPart(part.input));
  return packParts(input, parts, results);
}

/** dot; and where it is missing, would take too long or fails on a hostile shape, plain layers. */
async function layOutPart(input: LayoutInput): Promise<LayoutResult> {
  await loadLayout();
  const viz = (await loading) ?? null;
  if (viz === null || !isForDot(input)) return layOutInLayers(input);
  try {
    return tightenLabels(input, layOutWithDot(viz, input));
  } catch {
    // An aborted WebAssembly instance cannot be used again: the next scene starts a new one.
    loading = undefined;
    return layOutInLayers(input);
  }
}
