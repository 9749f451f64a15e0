import { InvalidArgumentError } from 'commander';
import { OuroborosError } from '../../shared/base/errors.ts';
import type { Job } from '../../shared/base/job.ts';
import type { NodeIndex } from '../../shared/heap/heap-graph.ts';
import type { HeapSession } from '../../shared/session/heap-session.ts';

/** A whole number within limits, for options. */
export function parseCountOption(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** No system has a process of a higher number. */
const MAX_PID = 2 ** 22;

/** The number of a process. */
export function parsePid(text: string): number {
  const pid = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (pid >= 1 && pid <= MAX_PID) return pid;
  throw new InvalidArgumentError(
    'It must be the number of a process; `ouroboros processes` lists those of Python.',
  );
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400 };
const MAX_SECONDS = 366 * 86_400;

/** A length of time in seconds, from one second to a year: `30s`, `5m`, `1.5h`, `2d`. */
export function parseSeconds(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)(s|m|min|h|d)$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  if (seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new InvalidArgumentError('Write a time as 30s, 5m, 2h or 1d, at least a second.');
}

export interface ObjectChoice {
  readonly type?: string;
  /** As people write it: `0x7f…` or decimal. */
  readonly address?: string;
}

/** The object that `--address` or `--type` names: of a type, the most telling one. */
export function chooseObject(session: HeapSession, choice: ObjectChoice, job: Job): NodeIndex {
  const { type, address } = choice;
  if ((type === undefined) === (address === undefined)) {
    throw new OuroborosError('bad-request', 'Name the object by either --type or --address.');
  }
  if (address !== undefined) return session.findByAddress(address);
  const [node] = session.findByType(type ?? '', 1, job);
  if (node === undefined) {
    throw new OuroborosError('not-found', `No object in this dump is of type "${type}".`);
  }
  return node;
}
