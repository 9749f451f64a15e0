import { useState } from 'react';
import { formatBytes } from '../../../shared/base/units.ts';
import type { DumpRequest } from '../../../shared/protocol/channels.ts';
import { useReadyTab } from '../../state/react/context.ts';
import { useAnswer } from '../../state/react/use-answer.ts';
import { OBJECTS_VIEW } from '../strings-objects.ts';
import { Icon } from '../widgets/icons.tsx';

type Query = DumpRequest<'owned'>['query'];

/** What all listed objects hold together: asked for, since it takes a pass over the dump. */
export function HeldTogether({ query }: { readonly query: Omit<Query, 'sort' | 'descending'> }) {
  const { cuts } = useReadyTab();
  const [isAsked, setAsked] = useState(false);
  // In whatever order they are listed, they are the same objects.
  const unordered = { ...query, sort: 'shallowSize', descending: true } as const;
  const owned = useAnswer('owned', isAsked ? { query: unordered, cuts } : null);
  if (!isAsked) {
    return (
      <button type="button" className="button" onClick={() => setAsked(true)}>
        <Icon name="dominators" size={14} />
        {OBJECTS_VIEW.heldTogether}
      </button>
    );
  }
  return (
    <span role="status" title={OBJECTS_VIEW.heldTogetherMeaning}>
      {owned.error !== null
        ? owned.error.message
        : owned.value === null || owned.isStale
          ? (owned.progress?.phase ?? OBJECTS_VIEW.heldTogetherWaiting)
          : OBJECTS_VIEW.holdTogether(formatBytes(owned.value.retainedBytes))}
    </span>
  );
}
