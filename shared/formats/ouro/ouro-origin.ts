import { clip } from '../../base/text.ts';
import {
  type DumpOrigin,
  type DumpWarning,
  type IndexedContent,
  WARNING_CODES,
} from '../importer.ts';

const MAX_WARNINGS = 1000;
const MAX_TEXT = 4096;

/** Where a file comes from, as the JSON of an `ORIG` section. */
export function encodeOrigin(origin: DumpOrigin): Uint8Array {
  const { formatId, formatLabel, warnings, indexOf } = origin;
  const record = { formatId, formatLabel, warnings: warnings.slice(0, MAX_WARNINGS) };
  return new TextEncoder().encode(
    JSON.stringify(indexOf === null ? record : { ...record, indexOf }),
  );
}

/** Null when the payload is not of the form that `encodeOrigin` writes. Never throws. */
export function parseOrigin(payload: Uint8Array): DumpOrigin | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return null;
  }
  if (!isRecord(parsed)) return null;
  const { formatId, formatLabel, warnings, indexOf } = parsed;
  if (typeof formatId !== 'string' || typeof formatLabel !== 'string') return null;
  if (!Array.isArray(warnings)) return null;
  return {
    formatId: clip(formatId, MAX_TEXT),
    formatLabel: clip(formatLabel, MAX_TEXT),
    warnings: warnings.slice(0, MAX_WARNINGS).flatMap(warningOf),
    indexOf: contentOf(indexOf),
  };
}

function warningOf(value: unknown): DumpWarning[] {
  if (!isRecord(value) || typeof value.message !== 'string') return [];
  const code = WARNING_CODES.find((known) => known === value.code);
  return code === undefined ? [] : [{ code, message: clip(value.message, MAX_TEXT) }];
}

function contentOf(value: unknown): IndexedContent | null {
  if (!isRecord(value)) return null;
  const { importVersion, sourceBytes, digest } = value;
  return typeof importVersion === 'number' &&
    typeof sourceBytes === 'number' &&
    typeof digest === 'string'
    ? { importVersion, sourceBytes, digest }
    : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
