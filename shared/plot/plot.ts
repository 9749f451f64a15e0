import type { Tick } from './ticks.ts';

/** What a plot shows. Times are seconds since 1970, sizes bytes, texts safe to show. */
export interface PlotInput {
  readonly from: number;
  readonly to: number;
  /** What the time axis counts from. */
  readonly origin: number;
  /** Stands on the axis in place of times, where `time` only counts. */
  readonly steps?: readonly Tick[];
  readonly lines: readonly PlotLine[];
  readonly calls: readonly PlottedCall[];
  /** Lanes that calls are stacked in, also when none is in the range. */
  readonly lanes: number;
  readonly peak: { readonly time: number; readonly bytes: number } | null;
  readonly flags: readonly PlotFlag[];
  /** A size that must not be reached, and what it is called. */
  readonly limit: { readonly bytes: number; readonly label: string } | null;
  /** A straight line through part of it. */
  readonly trend: {
    readonly from: number;
    readonly to: number;
    readonly fromBytes: number;
    readonly toBytes: number;
  } | null;
}

export interface PlotLine {
  readonly id: string;
  readonly label: string;
  readonly kind: 'main' | 'child' | 'explained' | 'garbage';
  /** Tells children apart: colour and dashes. */
  readonly tone: number;
  readonly time: readonly number[];
  readonly bytes: readonly number[];
  /** Few measurements are shown as points too. */
  readonly hasDots: boolean;
}

export interface PlottedCall {
  readonly name: string;
  readonly lane: number;
  readonly start: number;
  readonly end: number;
  readonly startBytes: number;
  readonly endBytes: number;
}

export interface PlotFlag {
  readonly id: string;
  readonly label: string;
  readonly time: number;
  /** The dump that is being looked at. */
  readonly isCurrent: boolean;
}

/** What a shape is for: the window's style sheet and the writer's theme paint by it. */
export type ShapeRole =
  | 'grid'
  | 'axis'
  | 'tick'
  | 'line-main'
  | 'line-explained'
  | 'line-garbage'
  | 'line-child'
  | 'trend'
  | 'limit'
  | 'limit-label'
  | 'peak'
  | 'peak-label'
  | 'call'
  | 'call-label'
  | 'flag-line'
  | 'flag'
  | 'flag-current'
  | 'flag-label';

interface ShapeBase {
  readonly role: ShapeRole;
  /** Of children: which of their looks. */
  readonly tone?: number;
}

export type PlotShape =
  | (ShapeBase & { readonly shape: 'path'; readonly d: string; readonly isClipped: boolean })
  | (ShapeBase & {
      readonly shape: 'circle';
      readonly x: number;
      readonly y: number;
      readonly r: number;
    })
  | (ShapeBase & {
      readonly shape: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
    })
  | (ShapeBase & {
      readonly shape: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly anchor: 'start' | 'middle' | 'end';
    });

export interface PlotBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A plot laid out: shapes from the back to the front, in CSS pixels. */
export interface PlotLayout {
  readonly width: number;
  readonly height: number;
  /** Where the lines are. */
  readonly area: PlotBox;
  readonly shapes: readonly PlotShape[];
  readonly calls: readonly {
    readonly call: PlottedCall;
    readonly shapes: readonly PlotShape[];
    readonly box: PlotBox;
  }[];
  readonly flags: readonly {
    readonly flag: PlotFlag;
    readonly shapes: readonly PlotShape[];
    /** What can be pressed; null where there was no room. */
    readonly box: PlotBox | null;
  }[];
}

/** Looks that children are told apart by. */
export const CHILD_LOOKS = 12;
