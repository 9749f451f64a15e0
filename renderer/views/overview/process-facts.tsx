import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';

/** What is known about the process and the file. */
export function ProcessFacts({ overview }: { readonly overview: Overview }) {
  const facts = [
    ...overview.facts,
    {
      label: 'Roots',
      value: overview.roots === null ? 'not in the dump' : formatCount(overview.roots),
    },
    { label: 'Dangling references', value: formatCount(overview.danglingReferences) },
    { label: 'Format', value: overview.formatLabel },
    { label: 'File', value: `${overview.name}, ${formatBytes(overview.fileBytes)}` },
  ];
  return (
    <section className="panel" aria-labelledby="process-title">
      <div className="panel-head">
        <h2 id="process-title">Process and dump</h2>
      </div>
      <dl className="facts">
        {facts.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
