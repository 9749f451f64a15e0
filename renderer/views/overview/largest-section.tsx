import { formatBytes } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/context.ts';
import { objectName, shortTypeName } from '../../state/object-name.ts';
import { OVERVIEW_PAGE } from '../strings-overview.ts';
import { VerdictBadge } from '../widgets/names.tsx';

const SHOWN = 8;

/** DataFrames, Series and arrays by the bytes of their buffers: usually what the memory is. */
export function LargestSection({ overview }: { readonly overview: Overview }) {
  const { view } = useActions();
  if (overview.largest.length === 0) return null;
  const most = Math.max(...overview.largest.map(({ dataBytes }) => dataBytes), 1);
  return (
    <section className="panel" aria-labelledby="largest-title">
      <div className="panel-head">
        <h2 id="largest-title">{OVERVIEW_PAGE.largest}</h2>
      </div>
      <ul className="largest-list">
        {overview.largest.slice(0, SHOWN).map((object) => (
          <li key={object.node}>
            <button
              type="button"
              className={`largest-row tone-${object.verdict}`}
              onClick={() => view.drawObject({ node: object.node, name: objectName(object) })}
            >
              <span className="largest-name truncate">
                <b>{shortTypeName(object.type)}</b> <span className="muted">{object.preview}</span>
              </span>
              <span className="largest-bytes">{formatBytes(object.dataBytes)}</span>
              <span className="share" aria-hidden="true">
                <span style={{ width: `${(100 * object.dataBytes) / most}%` }} />
              </span>
              <VerdictBadge verdict={object.verdict} form="bare" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
