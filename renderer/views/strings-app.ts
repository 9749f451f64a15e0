/** Words of the window's frame. */
export const WINDOW = {
  name: 'Ouroboros',
  titled: (dump: string) => `${dump} – Ouroboros`,
  toStart: 'Ouroboros: start screen',
  search: 'Type, address, text or command',
  commands: 'Commands',
  openDump: 'Open a dump',
  breadcrumb: 'Breadcrumb',
  tabs: 'Open dumps',
  closeTab: (name: string) => `Close ${name}`,
  views: 'Views',
  drop: 'Drop to open',
  dismiss: 'Dismiss',
  colours: 'Colours',
  share: 'Share',
  warnings: 'Warnings about this dump',
  closeWarnings: 'Dismiss warnings',
  retainers: 'Retainers',
  legend: 'Legend',
  svg: 'SVG',
  exportOptions: 'Export options',
} as const;

/** What is left when the window itself cannot be drawn. */
export const BROKEN_WINDOW = {
  title: 'The window could not be drawn',
  what: 'Your dumps are untouched. Load the window again and open them once more.',
  again: 'Load again',
} as const;

export const BROKEN_VIEW = {
  title: 'This view could not be drawn',
  what: 'The dump is unharmed, and other views of it work.',
  overview: 'Show the overview',
  again: 'Try again',
} as const;

/** The one field for everything. */
export const PALETTE = {
  title: 'Search and commands',
  placeholder: 'Type, name, address, text or command',
  commandsOnly: 'Command',
  results: 'Results',
  nothing: (text: string) => `Nothing found for “${text}”.`,
  go: 'Go',
  commands: 'Commands',
  openDumps: 'Open dumps',
  recentDumps: 'Recent dumps',
  names: 'Names in the program',
  types: 'Types',
  objects: 'Objects',
  address: 'Address',
  noObject: 'No object of this dump is there',
} as const;

/** What can be done, as palette and menus say it. */
export const COMMAND = {
  undo: 'Undo the last change of the drawing',
  redo: 'Do it again',
  palette: 'Search and run commands',
  back: 'Back',
  forward: 'Forward',
  bookmark: 'Bookmark the selected object',
  copyLink: 'Copy the command that opens this view',
  copyFinding: 'Copy the finding as Markdown',
  copyObject: 'Copy this object as Markdown',
  copyRedacted: 'Copy as Markdown, without values',
  saveReport: 'Save a report…',
  open: 'Open a dump…',
  openExample: 'Open the example',
  openTimeline: 'Put a timeline of mprof beside this dump…',
  close: 'Close this dump',
  nextDump: 'Next dump',
  previousDump: 'Previous dump',
  clearRecent: 'Clear the list of recent dumps',
  report: 'Report…',
  export: 'Export the drawing…',
  exportSvg: 'Save the drawing as SVG',
  fit: 'Zoom to fit',
  fitSelection: 'Zoom to the selection',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  asDrawing: 'Show the drawing',
  asList: 'Show the drawing as a list',
  legend: 'Legend',
  inspector: 'Inspector',
  startScreen: 'Start screen',
  onSelected: (action: string, name: string) => `${action} (${name})`,
  follow: (direction: string) => `Follow ${direction.toLowerCase()}`,
  deeper: 'One level deeper',
  shallower: 'One level shallower',
  broader: 'Draw more neighbours',
  narrower: 'Draw fewer neighbours',
  highlight: (what: string, isOn: boolean) =>
    `${isOn ? 'Do not highlight' : 'Highlight'} the ${what.toLowerCase()}`,
  inBoxes: (what: string, isOn: boolean) =>
    `${isOn ? 'No' : 'Show'} ${what.toLowerCase()} in boxes`,
  inDrawing: (what: string, isOn: boolean) =>
    `${isOn ? 'Do not draw' : 'Draw'} ${what.toLowerCase()}`,
  everything: 'Show everything again',
  unpinAll: 'Unpin all',
  contrastOfSystem: 'System contrast',
  moreContrast: 'High contrast',
  settings: 'Settings…',
} as const;

export const THEME_NAMES = {
  system: 'System theme',
  light: 'Light',
  dark: 'Dark',
} as const;
