import type { TermId } from '../../../shared/base/glossary.ts';
import { formatCount } from '../../../shared/base/units.ts';
import type { Overview } from '../../../shared/protocol/schemas.ts';
import { localTime } from '../compare/local-time.ts';
import { Term } from '../help/term.tsx';
import { PROCESS } from '../strings-overview.ts';

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly term?: TermId;
}

/** The fact that is a time. */
const TAKEN = 'Taken';

/** What is known about the process and the file. */
export function ProcessFactsList({ overview }: { readonly overview: Overview }) {
  const facts: readonly Fact[] = [
    ...overview.facts.map((fact) =>
      fact.label === TAKEN ? { ...fact, value: localTime(fact.value) } : fact,
    ),
    {
      label: PROCESS.roots,
      term: 'gc-root',
      value: overview.roots === null ? PROCESS.noRoots : formatCount(overview.roots),
    },
    {
      label: PROCESS.dangling,
      value: formatCount(overview.danglingReferences),
      term: 'dangling-reference',
    },
    { label: PROCESS.format, value: overview.formatLabel },
    { label: PROCESS.file, value: PROCESS.fileWords(overview.name, overview.fileBytes) },
  ];
  return (
    <section className="panel" aria-labelledby="process-title">
      <div className="panel-head">
        <h2 id="process-title">{PROCESS.title}</h2>
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
