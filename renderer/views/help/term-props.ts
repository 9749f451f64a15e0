import type { TermId } from '../../../shared/base/glossary.ts';
import type { SceneVerdict } from '../../../shared/scene/model/scene.ts';

/** The element that describes a term to screen readers; see `TermDescriptions`. */
export function descriptionId(id: TermId): string {
  return `term-${id}`;
}

/**
 * Makes a control explain a word of the glossary: on hover and focus by the tip, to screen readers
 * as its description.
 */
export function termProps(id: TermId) {
  return { 'data-term': id, 'aria-describedby': descriptionId(id) } as const;
}

export const VERDICT_TERMS: Readonly<Record<SceneVerdict, TermId>> = {
  garbage: 'garbage-waiting',
  never: 'garbage-never',
  held: 'held',
  unknown: 'unknown',
};
