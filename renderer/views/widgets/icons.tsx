import type { ReactNode } from 'react';

/** Line icons on a 16-pixel grid, drawn in the current colour; always decorative. */

interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

const PATHS = {
  back: <path d="M10 3 5 8l5 5" />,
  forward: <path d="m6 3 5 5-5 5" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="m10.3 10.3 3.2 3.2" />
    </>
  ),
  overview: (
    <>
      <rect x="2" y="2.5" width="5" height="5" rx="1" />
      <rect x="9" y="2.5" width="5" height="5" rx="1" />
      <rect x="2" y="9.5" width="12" height="4" rx="1" />
    </>
  ),
  objects: <path d="M2.5 4h11M2.5 8h11M2.5 12h11" />,
  graph: (
    <>
      <circle cx="4" cy="4" r="2" />
      <circle cx="12" cy="7" r="2" />
      <circle cx="5" cy="12.5" r="2" />
      <path d="m5.9 4.7 4.2 1.6M10.6 8.4l-4 2.9" />
    </>
  ),
  waste: <path d="M2.5 4.5h11M6 4.5V2.8h4v1.7M4 4.5l.7 8.7h6.6l.7-8.7M6.8 7v4M9.2 7v4" />,
  flame: <path d="M2 2.5h12v3H2ZM2 6.8h8v3H2ZM2 11h4.5v2.5H2Z" />,
  fleet: (
    <>
      <rect x="2" y="2.5" width="5" height="4.4" rx="1" />
      <rect x="9" y="2.5" width="5" height="4.4" rx="1" />
      <rect x="2" y="9.1" width="5" height="4.4" rx="1" />
      <path d="M9 10.2h5M9 12.6h3.4" />
    </>
  ),
  threads: (
    <>
      <path d="M3.5 2.5v11M8 2.5v11M12.5 2.5v11" />
      <path d="M2.2 6h2.6M6.7 10h2.6M11.2 5h2.6" strokeWidth="2.4" />
    </>
  ),
  compare: (
    <>
      <path d="M8 1.8v12.4" />
      <path d="M5.5 11.5v-4h-3v4ZM13.5 11.5V4.5h-3v7Z" />
    </>
  ),
  timeline: (
    <>
      <path d="M2.5 2.5v11h11" />
      <path d="m4.5 10.5 2.5-3 2 1.5 4-5" />
    </>
  ),
  swap: <path d="M2.5 5.5h10M10 3l2.5 2.5L10 8M13.5 10.5h-10M6 8l-2.5 2.5L6 13" />,
  shrank: <path d="m2.5 4.5 4 4 2.5-2.5 4.5 5M13.5 7.2V11H9.8" />,
  grew: <path d="m2.5 11.5 4-4 2.5 2.5 4.5-5M13.5 8.8V5H9.8" />,
  even: <path d="M3 6h10M3 10h10" />,
  dominators: (
    <>
      <rect x="2" y="2.5" width="12" height="11" rx="1.2" />
      <path d="M8.5 2.5v11M8.5 8H14M11.5 8v5.5" />
    </>
  ),
  cycles: (
    <>
      <path d="M12.6 5.4A5.3 5.3 0 1 0 13.3 9" />
      <path d="m13.6 2.3-.6 3.5-3.4-.7" />
    </>
  ),
  sun: (
    <>
      <circle cx="8" cy="8" r="3" />
      <path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9" />
    </>
  ),
  moon: <path d="M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6Z" />,
  system: (
    <>
      <rect x="2" y="3" width="12" height="8" rx="1.2" />
      <path d="M6 13.5h4" />
    </>
  ),
  contrast: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 2.4a5.6 5.6 0 0 1 0 11.2Z" fill="currentColor" />
    </>
  ),
  glossary: (
    <path d="M8 4.2C6.6 3.2 4.6 3 2.4 3v9.4c2.2 0 4.2.2 5.6 1.2 1.4-1 3.4-1.2 5.6-1.2V3c-2.2 0-4.2.2-5.6 1.2Zm0 0v9.4" />
  ),
  flag: <path d="M3.5 14V2.4h8.9l-2 3.1 2 3.1H3.5" />,
  external: <path d="M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.2 2.8 7.5 8.5" />,
  memory: (
    <>
      <rect x="2" y="4.5" width="12" height="7" rx="1" />
      <path d="M5 7v2M8 7v2M11 7v2M4 11.5v2M8 11.5v2M12 11.5v2" />
    </>
  ),
  open: <path d="M2 12.5v-9h4l1.5 1.7H14v7.3Z" />,
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  plus: <path d="M8 3.5v9M3.5 8h9" />,
  minus: <path d="M3.5 8h9" />,
  fit: <path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />,
  list: (
    <>
      <path d="M6 4h8M6 8h8M6 12h8" />
      <path d="M2.6 4h.1M2.6 8h.1M2.6 12h.1" strokeWidth="2" />
    </>
  ),
  share: <path d="M8 9.6V2.2M5.2 4.8 8 2.2l2.8 2.6M5 7H3v6.8h10V7h-2" />,
  download: <path d="M8 2.5v7.2M4.8 6.8 8 10l3.2-3.2M3 13.3h10" />,
  columns: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.4" />
      <path d="M6 3v10M10 3v10" />
    </>
  ),
  history: (
    <>
      <path d="M2.7 6.2A5.6 5.6 0 1 1 2.4 8.6" />
      <path d="M2.4 3v3.4h3.4M8 5v3.2l2.2 1.4" />
    </>
  ),
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.4" />
      <path d="M10.5 5.5V4a1.4 1.4 0 0 0-1.4-1.4H4A1.4 1.4 0 0 0 2.6 4v5A1.4 1.4 0 0 0 4 10.5h1.5" />
    </>
  ),
  check: <path d="m3 8.5 3.3 3.3L13 4.8" />,
  focus: (
    <>
      <circle cx="8" cy="8" r="4.6" />
      <circle cx="8" cy="8" r="1" fill="currentColor" />
      <path d="M8 1.5v2.2M8 12.3v2.2M1.5 8h2.2M12.3 8h2.2" />
    </>
  ),
  path: (
    <>
      <circle cx="3.5" cy="12.5" r="1.6" />
      <circle cx="12.5" cy="3.5" r="1.6" />
      <path d="M5 12.3c5 0 1-8.3 6-8.6" />
    </>
  ),
  referrers: <path d="M8 13V5.5M4.8 8.2 8 5l3.2 3.2M3 2.5h10" />,
  referents: <path d="M8 3v7.5M4.8 7.8 8 11l3.2-3.2M3 13.5h10" />,
  collapse: <path d="M8 2.5v4M5.6 4.6 8 7l2.4-2.4M8 13.5v-4M5.6 11.4 8 9l2.4 2.4" />,
  unfold: <path d="M8 6.5v-4M5.6 4.4 8 2l2.4 2.4M8 9.5v4M5.6 11.6 8 14l2.4-2.4M3 8h10" />,
  hide: (
    <>
      <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4Z" />
      <path d="m3 13 10-10" />
    </>
  ),
  show: (
    <>
      <path d="M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4Z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  pin: <path d="M9.4 2.2 13.8 6.6M10 2.8 7 6.4l-3.4.9 5.1 5.1.9-3.4L13.2 6M6.1 9.9l-3.6 3.6" />,
  isolate: (
    <>
      <path d="M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3" />
      <circle cx="8" cy="8" r="2.2" fill="currentColor" stroke="none" />
    </>
  ),
  cut: (
    <>
      <circle cx="4" cy="12" r="1.9" />
      <circle cx="12" cy="12" r="1.9" />
      <path d="m5.1 10.4 6-8.4M10.9 10.4l-6-8.4" />
    </>
  ),
  group: (
    <>
      <rect x="2.5" y="2.5" width="8.5" height="8.5" rx="1.4" />
      <path d="M13.5 5.5v7a1 1 0 0 1-1 1h-7" />
    </>
  ),
  table: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.2" />
      <path d="M2 6.5h12M2 9.8h12M6 6.5V13" />
    </>
  ),
  family: (
    <>
      <circle cx="5.6" cy="6" r="3.2" />
      <circle cx="10.4" cy="10" r="3.2" />
    </>
  ),
  more: <path d="M3.5 8h.1M8 8h.1M12.5 8h.1" strokeWidth="2.2" />,
  down: <path d="m4 6 4 4 4-4" />,
  up: <path d="m4 10 4-4 4 4" />,
  panel: (
    <>
      <rect x="2" y="3" width="12" height="10" rx="1.4" />
      <path d="M10 3v10" />
    </>
  ),
  legend: (
    <>
      <circle cx="4" cy="4.5" r="1.6" />
      <rect x="2.5" y="9.8" width="3" height="3" rx=".6" />
      <path d="M8 4.5h6M8 11.3h6" />
    </>
  ),
  file: <path d="M4 1.8h5l3 3v9.4H4ZM9 1.8v3h3" />,
  warning: <path d="M8 2.2 14.3 13H1.7ZM8 6.4v3.2M8 11.4v.1" />,
  garbage: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M8 4.8V8l2.2 1.5" />
    </>
  ),
  never: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="m5.8 5.8 4.4 4.4M10.2 5.8l-4.4 4.4" />
    </>
  ),
  held: (
    <>
      <circle cx="8" cy="3.6" r="1.6" />
      <path d="M8 5.2v8.3M3 9c.3 3 2.2 4.5 5 4.5s4.7-1.5 5-4.5M5.6 7.4h4.8" />
    </>
  ),
  unknown: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <path d="M6.3 6.4c.1-1 .8-1.6 1.8-1.6 1 0 1.7.6 1.7 1.5 0 1.3-1.7 1.4-1.7 2.7M8 11.1v.1" />
    </>
  ),
  keyboard: (
    <>
      <rect x="1.5" y="4" width="13" height="8" rx="1.4" />
      <path d="M4 6.5h.1M6.7 6.5h.1M9.3 6.5h.1M12 6.5h.1M5 9.6h6" strokeWidth="1.6" />
    </>
  ),
  link: (
    <path d="M6.6 9.4a2.8 2.8 0 0 0 4 0l2.3-2.3a2.8 2.8 0 0 0-4-4l-.8.8M9.4 6.6a2.8 2.8 0 0 0-4 0L3.1 8.9a2.8 2.8 0 0 0 4 4l.8-.8" />
  ),
  star: <path d="m8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6Z" />,
  starred: (
    <path
      fill="currentColor"
      d="m8 1.9 1.9 3.9 4.3.6-3.1 3 .7 4.3L8 11.7l-3.8 2 .7-4.3-3.1-3 4.3-.6Z"
    />
  ),
  note: <path d="M3 2.5h10v7.6l-3.4 3.4H3ZM13 10.1H9.6v3.4M5.4 5.6h5.2M5.4 8.2h3" />,
  report: <path d="M4 1.8h5l3 3v9.4H4ZM6 8h4M6 10.6h4M6 5.4h1.6" />,
  settings: (
    <>
      <path d="M2 4.5h7M12.5 4.5H14M2 11.5h1.5M7 11.5h7" />
      <circle cx="10.7" cy="4.5" r="1.8" />
      <circle cx="5.2" cy="11.5" r="1.8" />
    </>
  ),
  undo: <path d="M5 3 2.5 5.5 5 8M2.8 5.5h6.4a4 4 0 1 1 0 8H6" />,
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: IconProps) {
  return (
    <svg
      className={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}

/** The product's mark: the snake that eats its tail. */
export function Mark({ size = 20 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M22.2 7.4A10.6 10.6 0 1 0 26.6 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="4"
        strokeLinecap="round"
      />
      <path d="M19.4 3.2 29 7.2l-7.4 7.2z" fill="currentColor" />
    </svg>
  );
}
