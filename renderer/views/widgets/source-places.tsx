import './source-places.css';
import { Fragment } from 'react';
import { isInFile, lineText } from '../../../shared/base/source-origin.ts';
import type { SourcePlace } from '../../../shared/protocol/source-schemas.ts';
import { groupPlaces, namesFunctions, SOURCE_VERBS } from '../../../shared/protocol/source-text.ts';
import { useActions, useAppState } from '../../state/react/context.ts';
import { EDITOR_NAMES, SOURCE } from '../strings-widgets.ts';

/** Where in the program's source something is made: "receivers is used in Signal.connect app.py:4". */
export function SourcePlaces({ places }: { readonly places: readonly SourcePlace[] }) {
  if (places.length === 0) return null;
  return (
    <ul className="source-places" aria-label={SOURCE.title}>
      {groupPlaces(places).map(({ role, subject, places: own }) => (
        <li key={`${role} ${subject}`}>
          <code>{subject}</code> {SOURCE_VERBS[role]}{' '}
          {own.map((place, at) => (
            <Fragment key={`${place.file}:${place.line} ${place.name}`}>
              {at > 0 && ', '}
              {namesFunctions(role) && <code>{place.name} </code>}
              <SourceLine place={place} />
            </Fragment>
          ))}
        </li>
      ))}
    </ul>
  );
}

/**
 * File and line, short; opened in the editor on a click, or copied where none is chosen. What lies in
 * no file is told, and nothing else.
 */
export function SourceLine({
  place: { file, line },
}: {
  readonly place: Pick<SourcePlace, 'file' | 'line'>;
}) {
  const { source } = useActions();
  const editor = useAppState((state) => state.source?.editor ?? 'none');
  const whole = lineText(file, line);
  if (!isInFile(file)) return <bdi className="source-line">{whole}</bdi>;
  const does = editor === 'none' ? SOURCE.copy(whole) : SOURCE.open(whole, EDITOR_NAMES[editor]);
  return (
    <button
      type="button"
      className="text-link source-line"
      aria-label={does}
      data-tip={does}
      onClick={() => void source.open({ file, line })}
    >
      <bdi>{`${lastParts(file)}:${line}`}</bdi>
    </button>
  );
}

/** The file and the folder it is in: "orders/session.py". */
function lastParts(file: string): string {
  return file
    .split(/[\\/]/)
    .filter((part) => part !== '')
    .slice(-2)
    .join('/');
}
