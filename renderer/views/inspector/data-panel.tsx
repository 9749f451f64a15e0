import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { ObjectFacts } from '../../../shared/protocol/schemas.ts';

/** What the dump records of a DataFrame, Series or array: shape, dtypes, bytes per column. */
export function DataPanel({ facts }: { readonly facts: ObjectFacts }) {
  const { details, columns } = facts;
  if (details.length === 0 && columns.length === 0) return null;
  return (
    <section aria-labelledby="data-title">
      <h3 id="data-title">Data</h3>
      <dl className="facts">
        {details.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {columns.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable.
        // biome-ignore lint/a11y/useSemanticElements: the role only names what scrolls.
        <div className="columns-scroll" tabIndex={0} role="group" aria-label="Columns">
          <table className="columns-table">
            <thead>
              <tr>
                <th scope="col">{formatCount(columns.length)} columns</th>
                <th scope="col">dtype</th>
                <th scope="col">bytes</th>
              </tr>
            </thead>
            <tbody>
              {columns.map(({ name, dtype, bytes }, index) => (
                // Column names may repeat in a DataFrame.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above.
                <tr key={index}>
                  <td>{name}</td>
                  <td className="mono">{dtype}</td>
                  <td>{bytes === null ? '–' : formatBytes(bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
