import type { MouseEvent } from 'react';
import { useId } from 'react';
import type { PlotLayout, PlotShape } from '../../../shared/plot/plot.ts';
import { CHILD_LOOKS } from '../../../shared/plot/plot.ts';

interface PlotViewProps {
  readonly plot: PlotLayout;
  /** What a call of a function says of itself. */
  readonly callWords: (call: PlotLayout['calls'][number]['call']) => string;
  readonly onCall: (index: number | null) => void;
}

/** The shapes of a plot, painted by the style sheet. What it says is said in words beside it. */
export function PlotView({ plot, callWords, onCall }: PlotViewProps) {
  const clip = useId();
  const { area } = plot;
  const indexOf = (event: MouseEvent) => {
    const call = event.target instanceof Element ? event.target.closest('[data-call]') : null;
    return call === null ? null : Number(call.getAttribute('data-call'));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: calls are a table too.
    <svg
      className="plot"
      width={plot.width}
      height={plot.height}
      aria-hidden="true"
      onMouseOver={(event) => onCall(indexOf(event))}
      onMouseLeave={() => onCall(null)}
    >
      <clipPath id={clip}>
        <rect x={area.x} y={area.y} width={area.width} height={area.height} />
      </clipPath>
      <Shapes shapes={plot.shapes} clip={clip} />
      {plot.calls.map(({ call, shapes }, index) => (
        <g
          // Calls have no name of their own, and are replaced all at once.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above.
          key={index}
          data-call={index}
        >
          <title>{callWords(call)}</title>
          <Shapes shapes={shapes} clip={clip} />
        </g>
      ))}
      {plot.flags.map(({ flag, shapes }) => (
        <Shapes key={flag.id} shapes={shapes} clip={clip} />
      ))}
    </svg>
  );
}

function Shapes({
  shapes,
  clip,
}: {
  readonly shapes: readonly PlotShape[];
  readonly clip: string;
}) {
  return shapes.map((shape, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: shapes have no identity.
    <Shape key={index} shape={shape} clip={clip} />
  ));
}

function Shape({ shape, clip }: { readonly shape: PlotShape; readonly clip: string }) {
  const { role, tone } = shape;
  const className = `plot-${role}${tone === undefined ? '' : ` look-${tone % CHILD_LOOKS}`}`;
  switch (shape.shape) {
    case 'path':
      return (
        <path
          className={className}
          d={shape.d}
          clipPath={shape.isClipped ? `url(#${clip})` : undefined}
        />
      );
    case 'circle':
      return <circle className={className} cx={shape.x} cy={shape.y} r={shape.r} />;
    case 'rect':
      return (
        <rect
          className={className}
          x={shape.x}
          y={shape.y}
          width={shape.width}
          height={shape.height}
          rx={2}
        />
      );
    case 'text':
      return (
        <text className={className} x={shape.x} y={shape.y} textAnchor={shape.anchor}>
          {shape.text}
        </text>
      );
    default:
      return null;
  }
}
