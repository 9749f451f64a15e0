import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { objectName } from '../../state/view/object-name.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { VerdictBadge } from '../widgets/names.tsx';

const SHOWN = 8;
/** Smaller than this part of the largest is not large. */
const MIN_SHARE = 0.01;

/** DataFrames, Series and arrays by the bytes of their buffers: usually what the memory is. */
export function LargestSection({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  if (overview.largest.length === 0) return null;
  const most = Math.max(...overview.largest.map(({ dataBytes, alike }) => alike * dataBytes), 1);
  const shown = overview.largest
    .filter(({ dataBytes, alike }) => alike * dataBytes >= most * MIN_SHARE)
    .slice(0, SHOWN);
  return (
    <section className="panel" aria-labelledby="largest-title">
      <div className="panel-head">
        <h2 id="largest-title">{OVERVIEW_PAGE.largest}</h2>
      </div>
      <ul className="largest-list">
        {shown.map((object) => (
          <li key={object.node}>
            <button
              type="button"
              className={`largest-row tone-${object.verdict}`}
              title={object.alike > 1 ? OVERVIEW_PAGE.each(object.dataBytes) : undefined}
              onClick={() => view.drawObject({ node: object.node, name: objectName(object) })}
            >
              <span className="largest-name truncate">
                {object.alike > 1 && `${OVERVIEW_PAGE.times(object.alike)} `}
                <b>{shortTypeName(object.type)}</b> <span className="muted">{object.preview}</span>
              </span>
              <span className="largest-bytes">{formatBytes(object.alike * object.dataBytes)}</span>
              <span className="share" aria-hidden="true">
                <span style={{ width: `${(100 * object.alike * object.dataBytes) / most}%` }} />
              </span>
              <VerdictBadge verdict={object.verdict} form="bare" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
