/** Words of the report's dialog. */
export const REPORT = {
  title: 'Report',
  what: 'One HTML page to attach to an issue: the answer, cycle families with drawings, what to break, the largest objects and what holds them. It opens anywhere, and holds no script.',
  about: 'About',
  whole: 'The whole dump',
  content: 'Content',
  redact: 'Leave out values, string keys and the command line',
  notes: (count: number) => `Your notes and bookmarks (${count})`,
  save: 'Save report',
} as const;
