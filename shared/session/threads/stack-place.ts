import { clip, showable } from '../../base/text.ts';
import type { StackPlace } from '../../protocol/thread-schemas.ts';

const MAX_FUNCTION = 200;
const MAX_FILE = 1000;

/** A line of a stack, `load.py:41 in main`, taken apart; what is none is a function's name. */
export function parseStackLine(text: string): StackPlace {
  const [, file, line, name] = /^(.*):(\d{1,9}) in (.*)$/s.exec(text) ?? [];
  if (file === undefined) return shownPlace({ function: text, file: '', line: 0 });
  return shownPlace({ function: name ?? '', file, line: Number(line) });
}

export function shownPlace({ function: name, file, line }: StackPlace): StackPlace {
  return {
    function: clip(showable(name), MAX_FUNCTION),
    file: clip(showable(file), MAX_FILE),
    line,
  };
}
