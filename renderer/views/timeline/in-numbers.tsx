import { formatBytes, formatDuration } from '../../../shared/base/units.ts';
import type { TimelineFacts } from '../../../shared/protocol/timeline-schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { localTime } from '../compare/local-time.ts';
import { childName, LINE_NAMES, TIMELINE_COLUMNS, TIMELINE_WORDS } from '../strings-timeline.ts';
import type { PlacedDump } from './open-dumps.ts';

/** The lines of the plot as a table. */
export function LinesInNumbers({ facts }: { readonly facts: TimelineFacts }) {
  const { first, last, peak, start, children, childCount } = facts;
  const hidden = childCount - children.length;
  const main =
    first === null || peak === null || last === null
      ? []
      : [{ key: -1, name: LINE_NAMES.main, from: first.time, until: last.time, most: peak }];
  const lines = [
    ...main,
    ...children.map((child) => ({
      key: child.index,
      name: childName(child.pid, child.name),
      from: child.start,
      until: child.end,
      most: child.peak,
    })),
  ];
  return (
    <section aria-labelledby="numbers-title">
      <div className="section-head">
        <h2 id="numbers-title">{TIMELINE_WORDS.children}</h2>
      </div>
      <table className="timeline-table">
        <thead>
          <tr>
            <th scope="col">{TIMELINE_COLUMNS.what}</th>
            <th scope="col">{TIMELINE_COLUMNS.from}</th>
            <th scope="col">{TIMELINE_COLUMNS.until}</th>
            <th scope="col">{TIMELINE_COLUMNS.peak}</th>
            <th scope="col">{TIMELINE_COLUMNS.peakAt}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ key, name, from, until, most }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{formatDuration(from - start)}</td>
              <td>{formatDuration(until - start)}</td>
              <td>{formatBytes(most.bytes)}</td>
              <td>{formatDuration(most.time - start)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="muted">{TIMELINE_WORDS.moreChildren(hidden)}</p>}
    </section>
  );
}

/** The dumps on the plot as a table; a name goes to its dump. */
export function DumpsInNumbers({
  dumps,
  note,
}: {
  readonly dumps: readonly PlacedDump[];
  readonly note: string;
}) {
  const actions = useActions();
  if (dumps.length === 0 && note === '') return null;
  return (
    <section aria-labelledby="dumps-title">
      <div className="section-head">
        <h2 id="dumps-title">{TIMELINE_WORDS.dumps}</h2>
      </div>
      {dumps.length > 0 && (
        <table className="timeline-table">
          <thead>
            <tr>
              <th scope="col">{TIMELINE_COLUMNS.what}</th>
              <th scope="col">{TIMELINE_COLUMNS.taken}</th>
              <th scope="col">{TIMELINE_COLUMNS.rss}</th>
              <th scope="col">{TIMELINE_COLUMNS.explained}</th>
              <th scope="col">{TIMELINE_COLUMNS.garbage}</th>
            </tr>
          </thead>
          <tbody>
            {dumps.map(({ id, name, time, moment }) => (
              <tr key={id}>
                <th scope="row">
                  <button type="button" className="link" onClick={() => actions.dumps.activate(id)}>
                    {name}
                  </button>
                </th>
                <td>{localTime(new Date(time * 1000).toISOString())}</td>
                <td>{bytesOrDash(moment.rssBytes)}</td>
                <td>{formatBytes(moment.explainedBytes)}</td>
                <td>{bytesOrDash(moment.garbageBytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {note !== '' && <p className="muted">{note}</p>}
    </section>
  );
}

function bytesOrDash(bytes: number | null): string {
  return bytes === null ? '–' : formatBytes(bytes);
}
