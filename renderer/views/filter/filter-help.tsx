import type { Vocabulary } from '../../../shared/query/fields.ts';
import type { FilterExample } from '../strings-objects.ts';
import { FILTER } from '../strings-objects.ts';
import { Popover } from '../widgets/popover.tsx';

interface FilterHelpProps {
  readonly vocabulary: Vocabulary;
  readonly examples: readonly FilterExample[];
  readonly onApply: (filter: string) => void;
}

/** The language in six examples, each of which can be tried, and its fields. */
export function FilterHelp({ vocabulary, examples, onApply }: FilterHelpProps) {
  return (
    <Popover name={FILTER.help} icon="unknown">
      {(close) => (
        <div className="filter-help">
          <p>{FILTER.helpLead}</p>
          <ul className="filter-examples" aria-label={FILTER.examples}>
            {examples.map(({ filter, meaning }) => (
              <li key={filter}>
                <button
                  type="button"
                  onClick={() => {
                    onApply(filter);
                    close();
                  }}
                >
                  <code>{filter}</code>
                  <span className="muted">{meaning}</span>
                </button>
              </li>
            ))}
          </ul>
          <p className="muted">{FILTER.helpRules}</p>
          <details>
            <summary>{FILTER.fields}</summary>
            <dl className="filter-fields">
              {vocabulary.fields.map(({ name, meaning }) => (
                <div key={name}>
                  <dt>
                    <code>{name}</code>
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </details>
        </div>
      )}
    </Popover>
  );
}
