import { Fragment } from 'react';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import type { Selection } from '../../state/view/view-state.ts';
import { VERDICT_MEANINGS } from '../strings.ts';
import { RETAINERS, WAYS } from '../strings-inspector.ts';
import { Icon } from '../widgets/icons.tsx';
import { useDrawWays, useWays } from './ways.tsx';

/** The path from a root to the selection in one line: what keeps it alive, step by step. */
export function Retainers({ selection }: { readonly selection: Selection | null }) {
  const { view } = useActions();
  const path = useAnswer('path', selection === null ? null : { node: selection.node });
  if (selection === null) return <p className="retainers muted">{RETAINERS.select}</p>;
  const found = path.value;
  if (path.error !== null) return <p className="retainers muted">{path.error.message}</p>;
  if (found === null) return <p className="retainers muted" />;
  const isHeld = found.root !== '' || found.path.length > 1;
  if (!isHeld) {
    return (
      <p className={`retainers truncate tone-${found.verdict}`}>
        {found.verdict === 'garbage' || found.verdict === 'never'
          ? RETAINERS.unreached(VERDICT_MEANINGS[found.verdict])
          : VERDICT_MEANINGS[found.verdict]}
      </p>
    );
  }
  return (
    <nav className="retainers" aria-label={RETAINERS.path}>
      <MoreWays selection={selection} />
      <ol>
        {found.root !== '' && (
          <li className="root">
            <Icon name="held" size={14} />
            {found.root}
            <Icon name="forward" size={10} />
          </li>
        )}
        {found.path.map((object, index) => (
          // An object may come twice; its place in the path is its identity.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <Fragment key={index}>
            <li>
              <button
                type="button"
                title={object.preview}
                onClick={() => view.drawObject({ node: object.node, name: objectName(object) })}
              >
                {shortTypeName(object.type)}
              </button>
              {object.shownLabel !== '' && <span className="label">{object.shownLabel}</span>}
              {index < found.path.length - 1 && <Icon name="forward" size={10} />}
            </li>
            {found.gap?.after === index && (
              <li className="muted">
                {RETAINERS.gap(found.gap.objects)}
                <Icon name="forward" size={10} />
              </li>
            )}
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

/** That there are other ways than the one shown, and all of them drawn. */
function MoreWays({ selection }: { readonly selection: Selection }) {
  const found = useWays(selection).value;
  const drawWays = useDrawWays(selection);
  if (found === null || found.count < 2) return null;
  return (
    <button
      type="button"
      className="more-ways"
      data-tip={WAYS.inStripTip}
      onClick={() => drawWays(0)}
    >
      {WAYS.inStrip(found.count, found.complete)}
    </button>
  );
}
