import type { CompareChoice, Comparison } from '../../../shared/protocol/compare-schemas.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import type { ComparePlace } from '../../state/view/view-state.ts';

export interface ComparisonProps {
  readonly place: ComparePlace;
  readonly lenders: readonly ReadyTab[];
  readonly choice: CompareChoice;
  readonly comparison: Comparison;
}
