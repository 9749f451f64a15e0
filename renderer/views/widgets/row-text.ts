interface TextColumn<Row> {
  readonly header: string;
  readonly text?: (row: Row) => string;
}

/**
 * Rows as tab-separated values with a heading, as spreadsheets take them from the clipboard.
 *
 * Texts come from a dump: tabs and line ends in them would make other cells of them, and what
 * begins like a formula would be run by the spreadsheet it is pasted into.
 */
export function rowsAsText<Row>(columns: readonly TextColumn<Row>[], rows: readonly Row[]): string {
  const copied = columns.flatMap(({ header, text }) =>
    text === undefined ? [] : [{ header, text }],
  );
  const lines = [
    copied.map(({ header }) => header),
    ...rows.map((row) => copied.map(({ text }) => harmless(text(row)))),
  ];
  return `${lines.map((cells) => cells.join('\t')).join('\n')}\n`;
}

function harmless(cell: string): string {
  const line = cell.replace(/[\t\r\n]+/g, ' ');
  const isFormula = /^[=+\-@]/.test(line) && !/^-\d+(\.\d+)?$/.test(line);
  return isFormula ? `'${line}` : line;
}
