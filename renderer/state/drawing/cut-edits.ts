import type { CutChoice, Reference } from '../../../shared/protocol/schemas.ts';
import { MAX_CUT_REFERENCES } from '../../../shared/protocol/schemas.ts';
import type { SceneReference } from '../../../shared/scene/model/scene.ts';

/** Pure changes to which references are cut by hand, within the protocol's limits. */

/** These references cut as well; those that find no room are left as they are. */
export function cutReferences(cuts: CutChoice, references: readonly SceneReference[]): CutChoice {
  const known = new Set(cuts.edges.map(keyOf));
  const added = references.filter((reference) => !known.has(keyOf(reference)));
  return { ...cuts, edges: [...cuts.edges, ...added].slice(0, MAX_CUT_REFERENCES) };
}

export function restoreReferences(
  cuts: CutChoice,
  references: readonly SceneReference[],
): CutChoice {
  const restored = new Set(references.map(keyOf));
  return { ...cuts, edges: cuts.edges.filter((reference) => !restored.has(keyOf(reference))) };
}

export function restoreAll(cuts: CutChoice): CutChoice {
  return { ...cuts, edges: [] };
}

/** Whether all of these are cut. */
export function areCut(cuts: CutChoice, references: readonly SceneReference[]): boolean {
  const cut = new Set(cuts.edges.map(keyOf));
  return references.length > 0 && references.every((reference) => cut.has(keyOf(reference)));
}

const keyOf = ({ source, position }: Reference | SceneReference): string => `${source} ${position}`;
