import type { FleetLeak } from '../../../shared/fleet/fleet-report.ts';

interface ByteDotsProps {
  readonly members: FleetLeak['members'];
  readonly outliers: readonly string[];
  readonly median: number;
  /** Where the scale ends. */
  readonly most: number;
}

const WIDTH = 240;
const HEIGHT = 22;
const RADIUS = 3.5;
/** More dots than pixels show nothing more; the lightest and the heaviest stay. */
const MAX_DOTS = 240;

/** One dot for each process, on a scale of bytes; beside it stands the same in words. */
export function ByteDots({ members, outliers, median, most }: ByteDotsProps) {
  const x = (bytes: number) => RADIUS + (most > 0 ? (bytes / most) * (WIDTH - 2 * RADIUS) : 0);
  const step = Math.max(1, members.length / MAX_DOTS);
  const dots = Array.from({ length: Math.ceil(members.length / step) }, (_, at) => {
    const isLast = (at + 1) * step >= members.length;
    return members[isLast ? members.length - 1 : Math.floor(at * step)];
  });
  const apart = new Set(outliers);
  return (
    <svg
      className="spread"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path className="spread-axis" d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
      {dots.map((dot) =>
        dot === undefined ? null : (
          <circle
            key={dot.file}
            className={apart.has(dot.file) ? 'spread-dot apart' : 'spread-dot'}
            cx={x(dot.bytes)}
            cy={HEIGHT / 2}
            r={RADIUS}
          />
        ),
      )}
      {members.length > 2 && <path className="spread-median" d={`M${x(median)} 3V${HEIGHT - 3}`} />}
    </svg>
  );
}
