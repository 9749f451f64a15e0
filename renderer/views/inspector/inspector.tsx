import './inspector.css';
import '../overview/overview.css';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import type { ObjectFacts } from '../../../shared/protocol/schemas.ts';
import { useActions, useEntry, useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { NoteEditor } from '../marks/note-editor.tsx';
import { StarButton } from '../marks/star-button.tsx';
import { BUTTON } from '../strings.ts';
import { INSPECTOR } from '../strings-inspector.ts';
import { BidiIsolate } from '../widgets/bidi-isolate.tsx';
import { Failure, Nothing, Waiting } from '../widgets/feedback.tsx';
import { typeModule } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';
import { VerdictBadge } from '../widgets/names.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { BreakHere } from './break-here.tsx';
import { DataPanel } from './data-panel.tsx';
import { FactsList } from './facts-list.tsx';
import { ContentsSection, ReferrersSection } from './references.tsx';
import { DisjointPathsSection } from './ways.tsx';

/** Everything about the selected object. */
export function Inspector() {
  const { selection } = useEntry();
  const { cuts } = useReadyTab();
  const scroller = useKeptScroll('inspector');
  const facts = useAnswer('object', selection === null ? null : { node: selection.node, cuts });
  if (selection === null) {
    return (
      <Nothing title={INSPECTOR.nothing}>
        <p>{INSPECTOR.nothingHow}</p>
      </Nothing>
    );
  }
  if (facts.error !== null) return <Failure error={facts.error} onRetry={facts.retry} />;
  if (facts.value === null) return <Waiting what={INSPECTOR.waiting} />;
  const shown = facts.value;
  return (
    <div ref={scroller} className="inspector" aria-busy={facts.isStale}>
      <Head facts={shown} />
      <ContentsSection key={`contents ${shown.row.node}`} row={shown.row} />
      <DataPanel facts={shown} />
      <ReferrersSection
        key={`referrers ${shown.row.node}`}
        node={shown.row.node}
        count={shown.referrerCount}
      />
      <DisjointPathsSection
        key={`ways ${shown.row.node}`}
        selection={{ node: shown.row.node, name: objectName(shown.row) }}
      />
      {shown.familyId !== null && (
        <BreakHere
          key={`break ${shown.familyId}`}
          familyId={shown.familyId}
          verdict={shown.row.verdict}
        />
      )}
      <FactsList facts={shown} />
    </div>
  );
}

function Head({ facts }: { readonly facts: ObjectFacts }) {
  const { view, export: exporting } = useActions();
  const { row } = facts;
  const selection = { node: row.node, name: objectName(row) };
  return (
    <header className="inspector-head">
      <div className="inspector-title">
        <div>
          <h2>{shortTypeName(row.type)}</h2>
          <p className="module">
            <bdi>{typeModule(row.type)}</bdi> <span className="mono">{row.address}</span>
          </p>
        </div>
        <StarButton object={row} />
      </div>
      {row.path !== '' && <PathLine path={row.path} />}
      {row.preview !== '' && <p className="inspector-preview">{row.preview}</p>}
      <div className={`inspector-verdict tone-${row.verdict}`}>
        <VerdictBadge verdict={row.verdict} form="bare" />
        <p>{facts.verdictReason}</p>
      </div>
      <div className="inspector-actions">
        <button type="button" className="button" onClick={() => view.drawObject(selection)}>
          <Icon name="graph" />
          {BUTTON.draw}
        </button>
        <button
          type="button"
          className="button"
          disabled={facts.componentSize === 0}
          onClick={() => view.drawObject(selection, { showCycle: true })}
        >
          <Icon name="cycles" />
          {INSPECTOR.cycle}
        </button>
        <button
          type="button"
          className="button"
          disabled={row.verdict !== 'held'}
          onClick={() => view.drawObject(selection, { showPath: true, depth: 1 })}
        >
          <Icon name="path" />
          {INSPECTOR.path}
        </button>
        <button
          type="button"
          className="button icon-only"
          aria-label={BUTTON.copyAddress}
          data-tip={BUTTON.copyAddress}
          onClick={() => void exporting.copyText(row.address, row.address)}
        >
          <Icon name="copy" />
        </button>
      </div>
      <NoteEditor key={row.address} object={row} />
    </header>
  );
}

/** Where it is, as code: what one would type to get at it. */
function PathLine({ path }: { readonly path: string }) {
  const { export: exporting } = useActions();
  return (
    <button
      type="button"
      className="inspector-path"
      aria-label={INSPECTOR.copyPath(path)}
      data-tip={INSPECTOR.copyPath(path)}
      onClick={() => void exporting.copyText(path, path)}
    >
      <code>
        <BidiIsolate text={path} />
      </code>
      <Icon name="copy" size={12} />
    </button>
  );
}
