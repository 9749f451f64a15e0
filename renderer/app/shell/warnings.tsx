import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { ReadyTab } from '../../state/store/tab.ts';
import { WINDOW } from '../../views/strings-app.ts';
import { IconButton } from '../../views/widgets/controls.tsx';
import { Icon } from '../../views/widgets/icons.tsx';

/** What was lost in loading: a partial dump says so on every view, until it is put away. */
export function Warnings({ tab }: { readonly tab: ReadyTab }) {
  const { view } = useActions();
  const overview = useAnswer('overview', { cuts: tab.cuts });
  const warnings = overview.value === null ? [] : worthABanner(overview.value);
  if (warnings.length === 0 || tab.warningsSeen) return null;
  return (
    <section className="warnings" aria-label={WINDOW.warnings}>
      <Icon name="warning" />
      <ul>
        {warnings.map(({ code, message }) => (
          <li key={`${code} ${message}`}>{message}</li>
        ))}
      </ul>
      <IconButton icon="close" name={WINDOW.closeWarnings} onClick={view.closeWarnings} />
    </section>
  );
}

/** A few references that lead nowhere are in any dump: the facts about it say how many. */
const FEW = 0.001;

function worthABanner({
  warnings,
  danglingReferences,
  references,
}: Overview): Overview['warnings'] {
  const areFew = danglingReferences <= FEW * references;
  return warnings.filter(({ code }) => !(code === 'dangling-references' && areFew));
}
