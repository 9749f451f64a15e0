import './cycles.css';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { Family } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { FAMILY } from '../strings-cycles.ts';
import { Signature, VerdictBadge } from '../widgets/names.tsx';
import { FamilyPicture } from './family-picture.tsx';

interface FamilyRowProps {
  readonly family: Family;
  /** Instead of drawing the exemplar. */
  readonly onOpen?: () => void;
  readonly isOpen?: boolean;
}

/** A family as one row: what the cycle is, how often, how much, and its verdict. */
export function FamilyListRow({ family, onOpen, isOpen }: FamilyRowProps) {
  const { view } = useActions();
  const exemplar = family.exemplars[0];
  const draw = () => {
    if (exemplar === undefined) return;
    view.drawObject({ node: exemplar.node, name: objectName(exemplar) }, { showCycle: true });
  };
  return (
    <button
      type="button"
      className={onOpen === undefined ? 'family-row' : 'family-row with-picture'}
      aria-expanded={isOpen}
      disabled={onOpen === undefined && exemplar === undefined}
      onClick={onOpen ?? draw}
    >
      <span className="family-count" title={FAMILY.cyclesOfIt(family.count)}>
        {formatCount(family.count)}×
      </span>
      {onOpen !== undefined && <FamilyPicture family={family} />}
      <span className="family-what">
        <Signature family={family} />
        {family.patternTitle !== null && (
          <span className="family-pattern">{family.patternTitle}</span>
        )}
      </span>
      <span className="family-numbers">
        <VerdictBadge verdict={family.verdict} form="short" />
        <span className="family-bytes">{familyBytes(family)}</span>
      </span>
    </button>
  );
}

/** What a family holds: retained bytes where they are known, else its own members' bytes. */
export function familyBytes(family: Family): string {
  const bytes = family.retainedBytes ?? family.shallowBytes;
  // An object is never empty: this dump records no sizes.
  return bytes === 0 ? '–' : formatBytes(bytes);
}
