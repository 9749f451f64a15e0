import type { TimelineFacts } from '../../../shared/protocol/timeline-schemas.ts';
import { TIMELINE_WORDS } from '../strings-timeline.ts';
import { Icon } from '../widgets/icons.tsx';

/** What was lost or put right in reading. */
export function TimelineWarnings({ warnings }: Pick<TimelineFacts, 'warnings'>) {
  if (warnings.length === 0) return null;
  return (
    <section className="warnings timeline-warnings" aria-label={TIMELINE_WORDS.warnings}>
      <Icon name="warning" />
      <ul>
        {warnings.map(({ code, message }) => (
          <li key={`${code} ${message}`}>{message}</li>
        ))}
      </ul>
    </section>
  );
}
