import { formatBytes } from '../../../shared/base/units.ts';
import type { ObjectFacts } from '../../../shared/protocol/schemas.ts';
import { DATA } from '../strings-inspector.ts';

/** What the dump records of a DataFrame, Series or array, and plainly what it does not. */
export function DataPanel({ facts }: { readonly facts: ObjectFacts }) {
  const { details, columns, dataNotes } = facts;
  if (details.length === 0 && columns.length === 0 && dataNotes.length === 0) return null;
  return (
    <section aria-labelledby="data-title">
      <h3 id="data-title">{DATA.title}</h3>
      {details.length > 0 && (
        <dl className="facts">
          {details.map(({ label, value }) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {columns.length > 0 && <ColumnsTable columns={columns} />}
      {dataNotes.map((note) => (
        <p key={note} className="data-note">
          {note}
        </p>
      ))}
    </section>
  );
}

function ColumnsTable({ columns }: Pick<ObjectFacts, 'columns'>) {
  // Two columns of the same numbers would only be read twice.
  const isDeep = columns.some(({ trueBytes, deepBytes }) => trueBytes !== deepBytes);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable.
    // biome-ignore lint/a11y/useSemanticElements: the role only names what scrolls.
    <div className="columns-scroll" tabIndex={0} role="group" aria-label={DATA.columns}>
      <table className="columns-table">
        <thead>
          <tr>
            <th scope="col">{DATA.columnCount(columns.length)}</th>
            <th scope="col">{DATA.dtype}</th>
            <th scope="col">{isDeep ? DATA.true : DATA.bytes}</th>
            {isDeep && <th scope="col">{DATA.deep}</th>}
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, dtype, trueBytes, deepBytes }, index) => (
            // Column names may repeat in a DataFrame.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <tr key={index}>
              <td>{name === '' ? <span className="muted">{DATA.column(index)}</span> : name}</td>
              <td className="mono">{dtype}</td>
              <td>{bytesText(trueBytes)}</td>
              {isDeep && <td>{bytesText(deepBytes)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function bytesText(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}
