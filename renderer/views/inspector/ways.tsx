import './ways.css';
import type { HeldWay, ReleasingCut, WaysResult } from '../../../shared/protocol/paths-schemas.ts';
import { areCut, cutReferences } from '../../state/drawing/cut-edits.ts';
import { useActions, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import type { Selection } from '../../state/view/view-state.ts';
import { Term } from '../help/term.tsx';
import { WAYS } from '../strings-inspector.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

/** The independent ways to an object; asked once, for the inspector and the strip alike. */
export function useWays(selection: Selection | null) {
  const { cuts } = useReadyTab();
  return useAnswer('ways', selection === null ? null : { objects: { node: selection.node }, cuts });
}

/** Draws all ways in which an object is held, or the one with this number. */
export function useDrawWays(selection: Selection) {
  const { view } = useActions();
  return (way: number) =>
    view.drawObject(selection, { showWays: true, way, isolated: { kind: 'path' } });
}

/** In how many ways the object is held, each to be drawn, and what would release it. */
export function DisjointPathsSection({ selection }: { readonly selection: Selection }) {
  const answer = useWays(selection);
  const drawWays = useDrawWays(selection);
  const found = answer.value;
  return (
    <section className="ways" aria-label={WAYS.title} aria-busy={answer.isStale}>
      <h3>
        <Term id="independent-ways">{WAYS.title}</Term>
      </h3>
      {answer.error !== null && <Failure error={answer.error} onRetry={answer.retry} />}
      {found === null && answer.error === null && (
        <p className="muted">{answer.progress?.phase ?? WAYS.waiting}</p>
      )}
      {found !== null && (
        <>
          <p>{found.text}</p>
          <WayList found={found} onDraw={drawWays} />
          {found.release !== null && <Release cut={found.release} lead="" />}
          {found.releaseNearRoots !== null && (
            <Release cut={found.releaseNearRoots} lead={WAYS.nearRoots} />
          )}
          {found.notes.map((note) => (
            <p key={note} className="muted">
              {note}
            </p>
          ))}
        </>
      )}
    </section>
  );
}

function WayList({
  found,
  onDraw,
}: {
  readonly found: WaysResult;
  readonly onDraw: (way: number) => void;
}) {
  const { ways, count } = found;
  if (ways.length === 0) return null;
  const drawable = ways.filter(isDrawable);
  return (
    <>
      <ol className="way-list" aria-label={WAYS.list}>
        {ways.map((way) => (
          <li key={way.number}>
            {isDrawable(way) ? (
              <button type="button" className="way" onClick={() => onDraw(way.number)}>
                <WayText way={way} />
              </button>
            ) : (
              <span className="way">
                <WayText way={way} />
              </span>
            )}
          </li>
        ))}
      </ol>
      {count > ways.length && <p className="muted">{WAYS.more(count - ways.length)}</p>}
      {drawable.length > 1 && (
        <button type="button" className="button" onClick={() => onDraw(0)}>
          <Icon name="path" />
          {WAYS.drawAll}
        </button>
      )}
    </>
  );
}

/** What is a root itself has no way to be drawn. */
function isDrawable({ path }: HeldWay): boolean {
  return path.length > 1;
}

function WayText({ way }: { readonly way: HeldWay }) {
  return (
    <>
      <span className="way-mark" aria-hidden="true">
        {way.mark}
      </span>
      <bdi>{way.text}</bdi>
    </>
  );
}

/** What would have to go, and a button that shows everything as if it were gone. */
function Release({ cut, lead }: { readonly cut: ReleasingCut; readonly lead: string }) {
  const { cuts } = useReadyTab();
  const { view } = useActions();
  const references = cut.references.map(({ reference }) => reference);
  // Some of them alone would release nothing.
  const canCut = cut.total === references.length && !areCut(cuts, references);
  return (
    <p className="way-release">
      {lead !== '' && <span className="muted">{lead} </span>}
      <bdi>{cut.text}</bdi>{' '}
      {canCut && (
        <button
          type="button"
          className="text-link"
          data-tip={WAYS.cutTip}
          onClick={() => view.setCuts(cutReferences(cuts, references))}
        >
          {WAYS.cut(cut.total)}
        </button>
      )}
    </p>
  );
}
