import type { BreakProposalRow } from '../../../shared/protocol/schemas.ts';
import { useActions } from '../../state/react/context.ts';
import { BREAK_ADVICE } from '../strings.ts';
import { Icon } from '../widgets/icons.tsx';

/** What to change, as a diff in the program's own names. */
export function SketchedFix({ sketch }: Pick<BreakProposalRow, 'sketch'>) {
  const { export: exporting } = useActions();
  if (sketch.length === 0) return null;
  const text = sketch.map((line) => line.mark + line.text).join('\n');
  return (
    <figure className="snippet sketch" aria-label={BREAK_ADVICE.sketch}>
      <figcaption>
        {BREAK_ADVICE.sketch}
        <button
          type="button"
          className="button quiet"
          onClick={() => void exporting.copyText(text, BREAK_ADVICE.theFix)}
        >
          <Icon name="copy" size={13} />
          {BREAK_ADVICE.copy}
        </button>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling block must be reachable. */}
      <pre tabIndex={0}>
        <code>
          {sketch.map(({ mark, text: line }, at) => (
            // Lines stand where they stand.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <span key={at} className={`sketch-line ${SKETCH_CLASSES[mark]}`}>
              {mark}
              {line}
              {'\n'}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}

const SKETCH_CLASSES = { ' ': 'stays', '-': 'goes', '+': 'comes' } as const;
