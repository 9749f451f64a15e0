/** Letters that run from right to left, with what stands between them. */
const RIGHT_TO_LEFT = /([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ _][\u0590-\u08ff]+)*)/;

/** The text cut where its direction changes; every second part runs from right to left. */
export function directionRuns(text: string): readonly string[] {
  return text.split(RIGHT_TO_LEFT);
}

/** A sentence with names in it: none of them turns the words and numbers beside it around. */
export function BidiIsolate({ text }: { readonly text: string }) {
  return directionRuns(text).map((run, index) =>
    // Runs have no identity but their place.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above.
    index % 2 === 1 ? <bdi key={index}>{run}</bdi> : run,
  );
}
