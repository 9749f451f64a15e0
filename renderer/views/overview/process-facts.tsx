import type { TermId } from '../../../shared/base/glossary.ts';
import { formatBytes, formatCount } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { Term } from '../help/term.tsx';

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly term?: TermId;
}

/** What is known about the process and the file. */
export function ProcessFacts({ overview }: { readonly overview: Overview }) {
  const facts: readonly Fact[] = [
    ...overview.facts,
    {
      label: 'Roots',
      term: 'gc-root',
      value: overview.roots === null ? 'not in the dump' : formatCount(overview.roots),
    },
    {
      label: 'Dangling references',
      value: formatCount(overview.danglingReferences),
      term: 'dangling-reference',
    },
    { label: 'Format', value: overview.formatLabel },
    { label: 'File', value: `${overview.name}, ${formatBytes(overview.fileBytes)}` },
  ];
  return (
    <section className="panel" aria-labelledby="process-title">
      <div className="panel-head">
        <h2 id="process-title">Process and dump</h2>
      </div>
      <dl className="facts">
        {facts.map(({ label, value, term }) => (
          <div key={label}>
            <dt>{term === undefined ? label : <Term id={term}>{label}</Term>}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
