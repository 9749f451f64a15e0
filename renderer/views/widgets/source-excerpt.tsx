import './source-places.css';
import { useEffect, useState } from 'react';
import type { SourceExcerpt, SourceLinePlace } from '../../../shared/protocol/source-settings.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { SOURCE } from '../strings-widgets.ts';
import { SourceLine } from './source-places.tsx';

/** The line and two on either side, where the user said where the source lies; nothing elsewhere. */
export function SourceLines({ place }: { readonly place: SourceLinePlace }) {
  const { source } = useActions();
  const mappings = useAppState((state) => state.source?.mappings ?? null);
  const [excerpt, setExcerpt] = useState<SourceExcerpt | null>(null);
  const { file, line } = place;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other folders may have the file.
  useEffect(() => {
    let isWanted = true;
    if (file === '') return;
    void source.read({ file, line }).then((found) => {
      if (isWanted) setExcerpt(found);
    });
    return () => {
      isWanted = false;
    };
  }, [source, file, line, mappings]);
  if (excerpt === null) return null;
  return (
    <figure className="source-excerpt" aria-label={SOURCE.lines(`${file}:${line}`)}>
      <figcaption>
        <SourceLine place={place} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable. */}
      <pre tabIndex={0}>
        {excerpt.lines.map((text, at) => {
          const number = excerpt.first + at;
          return (
            <span key={number} className={number === line ? 'source-row meant' : 'source-row'}>
              <span className="source-number" aria-hidden="true">
                {number}
              </span>
              <bdi>{text}</bdi>
              {'\n'}
            </span>
          );
        })}
      </pre>
    </figure>
  );
}
