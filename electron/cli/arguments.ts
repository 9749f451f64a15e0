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
