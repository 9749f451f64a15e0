import './help.css';
import { useEffect, useRef, useState } from 'react';
import type { GlossaryTerm, TermId } from '../../../shared/base/glossary.ts';
import { findTerms, glossaryTerm } from '../../../shared/base/glossary.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { HELP } from '../strings-help.ts';
import { SearchField } from '../widgets/controls.tsx';
import { Nothing } from '../widgets/feedback.tsx';
import { Modal } from '../widgets/overlays.tsx';

/** Every word the window uses, to be searched; opens at the word it was asked for. */
export function GlossaryDialog() {
  const { window } = useActions();
  const asked = useAppState((state) => state.term);
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<TermId | null>(asked);
  const found = findTerms(text);
  const goTo = (id: TermId) => {
    setText('');
    setWanted(id);
  };
  return (
    <Modal title={HELP.glossary} className="glossary" onClose={() => window.show('none')}>
      <SearchField
        label={HELP.searchGlossary}
        placeholder={HELP.searchGlossaryHint}
        value={text}
        onChange={(value) => {
          setText(value);
          setWanted(null);
        }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable. */}
      {/* biome-ignore lint/a11y/useSemanticElements: the role only names what scrolls. */}
      <div className="glossary-list" tabIndex={0} role="group" aria-label={HELP.glossaryEntries}>
        {found.length === 0 ? (
          <Nothing title={HELP.noTerm(text)} />
        ) : (
          <dl>
            {found.map((term) => (
              <Entry key={term.id} term={term} isWanted={term.id === wanted} onTerm={goTo} />
            ))}
          </dl>
        )}
      </div>
    </Modal>
  );
}

interface EntryProps {
  readonly term: GlossaryTerm;
  readonly isWanted: boolean;
  readonly onTerm: (id: TermId) => void;
}

function Entry({ term, isWanted, onTerm }: EntryProps) {
  const entry = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isWanted) entry.current?.scrollIntoView({ block: 'nearest' });
  }, [isWanted]);
  return (
    <div ref={entry} className={`glossary-entry ${isWanted ? 'wanted' : ''}`}>
      <dt>{term.name}</dt>
      <dd>{term.meaning}</dd>
      {term.more !== '' && <dd>{term.more}</dd>}
      {term.seeAlso.length > 0 && (
        <dd className="glossary-see">
          {HELP.seeAlso}
          {term.seeAlso.map((id) => (
            <button key={id} type="button" onClick={() => onTerm(id)}>
              {glossaryTerm(id).name}
            </button>
          ))}
        </dd>
      )}
    </div>
  );
}
