import { useState } from 'react';
import { shortTypeName } from '../../../shared/base/type-name.ts';
import { formatCount } from '../../../shared/base/units.ts';
import type { ReferenceRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { objectName } from '../../state/view/object-name.ts';
import { Marked } from '../marks/marked.tsx';
import { VERDICT_SHORT } from '../strings.ts';
import { INSPECTOR } from '../strings-inspector.ts';
import { Failure } from '../widgets/feedback.tsx';
import { Icon } from '../widgets/icons.tsx';

const PAGE = 12;
const MAX_PAGE = 1000;

interface ReferencesProps {
  readonly node: number;
  readonly direction: 'referrers' | 'referents';
  readonly count: number;
}

/** Who refers to the object, or what it refers to, each with the reference that does it. */
export function References({ node, direction, count }: ReferencesProps) {
  const [limit, setLimit] = useState(PAGE);
  const page = useAnswer('references', { node, direction, offset: 0, limit });
  const title = direction === 'referrers' ? INSPECTOR.referrers : INSPECTOR.referents;
  const rows = page.value?.rows ?? [];
  const total = page.value?.total ?? count;
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className="muted">{formatCount(total)}</span>
      </h3>
      {page.error !== null && <Failure error={page.error} onRetry={page.retry} />}
      {total === 0 && page.error === null && (
        <p className="muted">
          {direction === 'referrers' ? INSPECTOR.noReferrers : INSPECTOR.noReferents}
        </p>
      )}
      <ul className="reference-list">
        {rows.map((row, index) => (
          // Parallel references differ in nothing but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          <li key={index}>
            <Reference row={row} />
          </li>
        ))}
      </ul>
      {rows.length < total && limit < MAX_PAGE && page.error === null && rows.length > 0 && (
        <button
          type="button"
          className="button quiet more"
          onClick={() => setLimit(Math.min(MAX_PAGE, limit * 4))}
        >
          {INSPECTOR.showMore}
        </button>
      )}
    </section>
  );
}

function Reference({ row }: { readonly row: ReferenceRow }) {
  const { view } = useActions();
  const { object } = row;
  const marks = [row.isWeak && INSPECTOR.weak, row.isHidden && INSPECTOR.hidden].filter(Boolean);
  return (
    <button
      type="button"
      className="reference"
      onClick={() => view.drawObject({ node: object.node, name: objectName(object) })}
    >
      <span className="label truncate">{row.label === '' ? INSPECTOR.unlabelled : row.label}</span>
      <span className="what truncate">
        <b>{shortTypeName(object.type)}</b> {object.preview}
        {marks.length > 0 && ` · ${marks.join(', ')}`}
        <Marked address={object.address} />
      </span>
      <span className={`mark tone-${object.verdict}`} title={VERDICT_SHORT[object.verdict]}>
        <Icon name={object.verdict} size={14} />
        <span className="visually-hidden">{VERDICT_SHORT[object.verdict]}</span>
      </span>
    </button>
  );
}
