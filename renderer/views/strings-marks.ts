/** Words about bookmarks and notes. */
export const MARKS = {
  title: 'Bookmarks',
  bookmark: 'Bookmark',
  starred: 'Bookmarked',
  noted: 'Has a note',
  addNote: 'Add a note',
  note: 'Note',
  notePlaceholder: 'Note',
  none: 'No bookmarks in this dump',
  how: 'Bookmark the selected object with its star in the inspector, or press B. Notes go into reports.',
  kept: 'Bookmarks follow the dump, even if you move the file.',
  gone: 'not in this dump',
  remove: (name: string) => `Remove ${name}`,
} as const;
