import { clip, showable } from '../../base/text.ts';
import type { ByteSource } from '../../formats/bytes/byte-source.ts';
import { type SkimmedDump, skimDump } from '../../formats/light/skim-dump.ts';
import type { LoadOptions } from '../../formats/load-dump.ts';
import { formatAddress } from '../../heap/address.ts';
import type { ProcessFacts } from '../../heap/heap-graph.ts';
import { memoryParts } from '../../heap/memory-parts.ts';
import type { AnswerResult } from '../../protocol/cause-schemas.ts';
import { accountOf, accountText } from '../answer/answer.ts';
import { isPartial } from '../columns/dump-identity.ts';
import { clippedTypeName } from '../rows/names.ts';
import type { TypeCount } from './reports.ts';

/** What `summary --light` prints as JSON. Keys may be added, never renamed or removed. */
export interface LightReport {
  readonly light: true;
  readonly format: string;
  /** Those at an address that came before included. */
  readonly objects: number;
  /** Those that lead nowhere included. */
  readonly references: number;
  readonly shallowBytes: number;
  /** Complete, most bytes first; types of one name are one row. */
  readonly types: readonly TypeCount[];
  /** The largest hundred, the largest first. */
  readonly largest: readonly {
    readonly address: string;
    readonly type: string;
    readonly shallowBytes: number;
  }[];
  /** As many as the dump names; null where it does not know them. */
  readonly roots: number | null;
  /** What the dump says of its process, each where it says it. */
  readonly process: Pick<ProcessFacts, 'commandLine' | 'runtime' | 'pid' | 'takenAt' | 'rssBytes'>;
  /** Where the resident memory is, and in words; null where the dump does not tell it. */
  readonly account: AnswerResult['account'];
  readonly accountText: string;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Reads a dump once, with little memory, whatever it holds. Throws what `loadDump` throws. */
export async function readLightReport(
  source: ByteSource,
  options: LoadOptions,
): Promise<LightReport> {
  return lightReport(await skimDump(source, options));
}

function lightReport(dump: SkimmedDump): LightReport {
  const { commandLine, runtime, pid, takenAt, rssBytes } = dump.process;
  // Of a dump that lost objects the parts would not add up to the process.
  const parts = isPartial(dump) ? null : memoryParts(dump, dump.shallowBytes);
  const account = parts === null ? null : accountOf(parts);
  return {
    light: true,
    format: dump.formatId,
    objects: dump.objects,
    references: dump.references,
    shallowBytes: dump.shallowBytes,
    types: dump.types.map(({ type, ...counts }) => ({ type: clippedTypeName(type), ...counts })),
    largest: dump.largest.map(({ low, high, type, shallowSize }) => ({
      address: formatAddress(low, high),
      type: clippedTypeName(type),
      shallowBytes: shallowSize,
    })),
    roots: dump.roots,
    process: {
      ...(commandLine !== undefined && { commandLine: shown(commandLine) }),
      ...(runtime !== undefined && { runtime: shown(runtime) }),
      ...(pid !== undefined && { pid }),
      ...(takenAt !== undefined && { takenAt: shown(takenAt) }),
      ...(rssBytes !== undefined && { rssBytes }),
    },
    account,
    accountText: account === null ? '' : accountText(account),
    warnings: dump.warnings.map(({ code, message }) => ({ code, message: showable(message) })),
  };
}

const MAX_FACT = 1000;

function shown(text: string): string {
  return clip(showable(text), MAX_FACT);
}
