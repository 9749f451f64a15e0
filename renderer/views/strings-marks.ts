/** Words about bookmarks and notes. */
export const MARKS = {
  title: 'Bookmarks',
  bookmark: 'Bookmark',
  starred: 'Bookmarked',
  noted: 'Has a note',
  addNote: 'Add a note',
  note: 'Note',
  notePlaceholder: 'What you found out about this object',
  none: 'No bookmarks in this dump',
  how: 'Bookmark the selected object with its star in the inspector, or press B. Notes go into reports.',
  kept: 'Kept with the dump, wherever it lies when it is opened again.',
  gone: 'not in this dump',
  remove: (name: string) => `Remove ${name}`,
} as const;
