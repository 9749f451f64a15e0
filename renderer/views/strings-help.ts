/** Words of the glossary, the tour and the Help menu. */
export const HELP = {
  menu: 'Help',
  glossary: 'Glossary',
  searchGlossary: 'Search the glossary',
  searchGlossaryHint: 'A word, or one you know it by',
  glossaryEntries: 'Words and what they mean',
  noTerm: (text: string) => `Nothing in the glossary for “${text}”`,
  seeAlso: 'See',
  shortcuts: 'Keyboard shortcuts',
  keyGroups: {
    Go: 'Go',
    Dump: 'Dumps',
    Drawing: 'Drawing',
    Window: 'Window',
    Help: 'Help',
    inTheDrawing: 'On the selected object of the drawing',
  },
  /** Keys that belong to the drawing itself and have no command of their own. */
  keysInTheDrawing: [
    { does: 'To what refers to it', keys: ['↑', '←'] },
    { does: 'To what it refers to', keys: ['↓', '→'] },
    { does: 'Among its siblings', keys: ['Tab'] },
    { does: 'Draw from the selected object', keys: ['↵'] },
    { does: 'More referrers, more referents', keys: ['+', '*'] },
    { does: 'A reference of it; cut it', keys: ['E', 'X'] },
    { does: 'Pin, isolate, hide', keys: ['P', 'I', 'Del'] },
    { does: 'Unfold, do not follow further', keys: ['U', 'C'] },
    { does: 'All values in the box', keys: ['V'] },
    { does: 'List a group, put it back together', keys: ['T', 'G'] },
    { does: 'Zoom to the selection', keys: ['F'] },
    { does: 'Its menu', keys: ['Shift F10'] },
  ],
  tour: 'Take the tour',
} as const;

/** The tour of the example: short enough to be read standing. */
export const TOUR = {
  offer: 'New here? Eight steps through this example show how to read a dump.',
  decline: 'No, thanks',
  count: (step: number, steps: number) => `${step} of ${steps}`,
  next: 'Next',
  back: 'Back',
  leave: 'Leave the tour',
  done: 'Done',
  headline: {
    title: 'The answer comes first',
    text: 'Every dump opens with one sentence: how much memory waits, is lost, or is in use, and what holds it. The cards below count the same for every object.',
  },
  family: {
    title: 'A hundred cycles, one row',
    text: 'Cycles of the same types and labels are one family. Read it as a sentence: a DataFrame has an accessor in .ww, and the accessor keeps its DataFrame in ._dataframe.',
  },
  drawing: {
    title: 'One of them, drawn',
    text: 'This one stands for the hundred. The dark box is what you asked for, the strong line is the cycle. Arrow keys walk along it; the buttons below show what else refers to an object.',
  },
  label: {
    title: 'Every line has its name',
    text: 'The label is the attribute, key, index or variable that makes the reference: what to search for in the code.',
  },
  break: {
    title: 'What to break',
    text: 'The fewest references without which no such cycle is left, and what would go with them. Here one weak reference does it.',
  },
  path: {
    title: 'Why something is still there',
    text: 'Not all is garbage. For an object in use, this line reads from the root to it: who holds it, by what, step by step. The drawing shows the same path.',
  },
  export: {
    title: 'Take it with you',
    text: 'Saves the drawing as SVG for the issue or the pull request. More formats are next to it.',
  },
  search: {
    title: 'Find anything',
    text: 'A type, an address, a text or a command: it all starts here. Words with dots below them explain themselves; the glossary has them all.',
  },
} as const;
