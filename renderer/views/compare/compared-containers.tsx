import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatBytes } from '../../../shared/base/units.ts';
import type { GrownContainer } from '../../../shared/protocol/compare-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { COMPARED } from '../strings-compare.ts';
import { Nothing } from '../widgets/feedback.tsx';
import type { ComparisonProps } from './comparison-props.ts';
import { DeltaBytes, Spark, seriesText } from './deltas.tsx';

/** Which containers hold what came; each leads to the object in this dump. */
export function ComparedContainers({ comparison }: ComparisonProps) {
  const { rows, lost, namedBytes, gainedBytes } = comparison.growth;
  const all = [...rows, ...lost];
  if (all.length === 0) {
    return (
      <Nothing title={COMPARED.noContainer}>
        <p>{COMPARED.lookAtTypes}</p>
      </Nothing>
    );
  }
  const most = all.reduce((least, { delta }) => Math.max(least, Math.abs(delta)), 0);
  return (
    <div className="compare-scroll">
      <ul className="panel compare-families" aria-label={COMPARED.containers}>
        {all.map((row) => (
          <li key={`${row.kind} ${row.name}`}>
            <ContainerRow row={row} most={most} />
          </li>
        ))}
      </ul>
      {rows.length > 0 && gainedBytes > 0 && (
        <p className="muted compare-more">
          {COMPARED.named(Math.floor((100 * namedBytes) / gainedBytes), formatBytes(gainedBytes))}
        </p>
      )}
    </div>
  );
}

function ContainerRow({ row, most }: { readonly row: GrownContainer; readonly most: number }) {
  const { view } = useActions();
  const { node, name, type, text, alsoIn, bytes, delta } = row;
  return (
    <button
      type="button"
      className="compare-family compare-container"
      disabled={node === null}
      onClick={() => {
        if (node !== null) view.select({ node, name });
      }}
    >
      <span className="compare-family-what">
        <code>{name}</code>
        <span className="muted">
          {[type === '' ? '' : shortTypeName(type), text].filter((part) => part !== '').join(' · ')}
          {alsoIn.length > 0 && ` · ${COMPARED.alsoIn(alsoIn)}`}
        </span>
      </span>
      {bytes.length > 2 && <Spark values={bytes} />}
      <span className="compare-family-bytes" title={seriesText(bytes, formatBytes)}>
        <DeltaBytes value={delta} most={most} />
      </span>
    </button>
  );
}
