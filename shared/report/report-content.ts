import type { BreakResult, Family, Overview } from '../protocol/schemas.ts';

/** A drawing as SVG documents for light and dark pages. */
export interface ReportDrawing {
  readonly light: string;
  readonly dark: string;
  readonly width: number;
  readonly height: number;
  /** What is drawn, in words. */
  readonly description: string;
}

export interface ReportFamily {
  /** As `cycles` numbers them, from 1. */
  readonly number: number;
  readonly family: Omit<Family, 'exemplars' | 'signature' | 'culprit'>;
  readonly breaks: BreakResult;
  readonly drawing: ReportDrawing | null;
}

export interface ReportObject {
  readonly type: string;
  readonly address: string;
  readonly preview: string;
  readonly verdict: Family['verdict'];
  /** How many there are of the same type, shape, size and verdict, and the bytes of all of them. */
  readonly alike: number;
  readonly bytes: number;
  /** What holds it, from the root on; '' if nothing does. */
  readonly path: string;
}

/** Where memory has accumulated. */
export interface ReportAccumulation {
  /** "40 MB pile up in `app.CACHE`: 500 Pages." */
  readonly sentence: string;
  readonly bytes: number;
  readonly advice: string;
  /** "Signal.connect (app.py:4)". */
  readonly places: readonly string[];
}

export interface ReportNote {
  readonly type: string;
  readonly address: string;
  readonly note: string;
  readonly isStarred: boolean;
}

/** Everything a report says. Strings come from a dump, made `showable` but not escaped. */
export interface ReportContent {
  readonly answer: { readonly headline: string; readonly details: readonly string[] };
  readonly overview: Pick<
    Overview,
    | 'name'
    | 'formatLabel'
    | 'fileBytes'
    | 'fingerprint'
    | 'facts'
    | 'objects'
    | 'references'
    | 'shallowBytes'
    | 'verdicts'
    | 'verdictsReason'
    | 'warnings'
    | 'familyCount'
  >;
  /** True when it is about the families given and not about the whole dump. */
  readonly isPart: boolean;
  readonly families: readonly ReportFamily[];
  readonly accumulations: readonly ReportAccumulation[];
  readonly largest: readonly ReportObject[];
  readonly notes: readonly ReportNote[];
  readonly isRedacted: boolean;
  /** Which references were cut before cycles were looked for. */
  readonly cuts: readonly { readonly kind: string; readonly references: number }[];
}
