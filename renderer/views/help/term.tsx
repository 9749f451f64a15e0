import './help.css';
import type { ReactNode } from 'react';
import { GLOSSARY, type TermId } from '../../../shared/base/glossary.ts';
import { useActions } from '../../state/react/context.ts';
import { descriptionId, termProps } from './term-props.ts';

/** A word that explains itself when pointed at or focused, and leads to the glossary. */
export function Term({ id, children }: { readonly id: TermId; readonly children: ReactNode }) {
  const { help } = useActions();
  return (
    <button type="button" className="term" {...termProps(id)} onClick={() => help.showGlossary(id)}>
      {children}
    </button>
  );
}

/** The meanings that `termProps` refers to, once for the whole window; never shown as such. */
export function TermDescriptions() {
  return (
    <div hidden>
      {GLOSSARY.map(({ id, meaning }) => (
        <p key={id} id={descriptionId(id)}>
          {meaning}
        </p>
      ))}
    </div>
  );
}
