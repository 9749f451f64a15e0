import { OuroborosError } from '../../base/errors.ts';
import type { Job } from '../../base/job.ts';
import { shortTypeName } from '../../base/type-name.ts';
import { formatQuantity } from '../../base/units.ts';
import type { AnswerResult, Cause, CausePlace } from '../../protocol/cause-schemas.ts';
import type { DumpRequest, DumpResponse, HeapChannel } from '../../protocol/channels.ts';
import { startingScene } from '../../protocol/default-scene.ts';
import type { BreakResult, Family, Overview } from '../../protocol/schemas.ts';
import { DEFAULT_EXPORT } from '../../protocol/schemas.ts';
import { writeReport } from '../../report/html-report.ts';
import type {
  ReportAccumulation,
  ReportContent,
  ReportDrawing,
  ReportFamily,
  ReportNote,
  ReportObject,
} from '../../report/report-content.ts';
import { writeSvg } from '../../scene/writers/svg.ts';
import { causeDetails, placeText } from '../answer/answer.ts';

/** Asks the channels of one dump, typed; a `HeapSession` does. */
export interface Questions {
  query<C extends HeapChannel>(
    channel: C,
    request: DumpRequest<C>,
    job: Job,
  ): DumpResponse<C> | Promise<DumpResponse<C>>;
}

/** Families that are written out; the others are counted. */
const MAX_FAMILIES = 6;
const MAX_LOOKED_AT = 200;
const MAX_LARGEST = 8;
const MAX_ACCUMULATIONS = 5;

/**
 * A dump, or one family of its cycles, as one HTML page to attach to an issue. Everything in it is
 * what the window shows. With `redact`, `session` is of a dump whose texts were left out before any
 * sentence was made of them; only folders and previews go here.
 */
export async function reportOf(
  session: Questions,
  request: DumpRequest<'report'>,
  job: Job,
): Promise<DumpResponse<'report'>> {
  const { cuts, familyId, redact } = request;
  const overview = await session.query('overview', { cuts }, job);
  const page =
    familyId === null ? { offset: 0, limit: MAX_LOOKED_AT } : { offset: familyId, limit: 1 };
  const cycles = await session.query('cycles', { cuts, type: '', ...page }, job);
  if (familyId !== null && cycles.families.length === 0) {
    throw new OuroborosError('not-found', `There is no cycle family number ${familyId + 1}.`);
  }
  const families: ReportFamily[] = [];
  let isEntangled = false;
  for (const family of worthTelling(cycles.families)) {
    const breaks: BreakResult = isEntangled
      ? NOT_LOOKED_FOR
      : await breaksOf(session, family, request, job);
    isEntangled ||= breaks.partial || breaks.total > breaks.proposals.length;
    families.push(await familyOf(session, family, breaks, request, job));
  }
  const answer = await session.query('answer', { cuts }, job);
  const largest = familyId === null ? await largestOf(session, overview, request, job) : [];
  const text = writeReport({
    answer: redact ? withoutFolders(answer) : answer,
    overview,
    isPart: familyId !== null,
    families,
    accumulations:
      familyId === null
        ? answer.places
            .slice(0, MAX_ACCUMULATIONS)
            .map((accumulation) => accumulationOf(accumulation, redact))
        : [],
    largest,
    notes: await notesIn(session, request, job),
    isRedacted: redact,
    cuts: cycles.cuts,
  });
  const stem = overview.name
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const part = familyId === null ? '' : `-family-${familyId + 1}`;
  return {
    text,
    mediaType: 'text/html',
    suggestedName: `${stem === '' ? 'dump' : stem}${part}-report.html`,
  };
}

/** Where something is garbage, cycles that are held are beside the point. */
function worthTelling(families: readonly Family[]): readonly Family[] {
  const lost = families.filter(({ verdict }) => verdict === 'garbage' || verdict === 'never');
  return (lost.length > 0 ? lost : families).slice(0, MAX_FAMILIES);
}

/** Where families run through one another, looking into each takes as long as into the first. */
const NOT_LOOKED_FOR: BreakResult = {
  proposals: [],
  total: 0,
  bytesFreed: null,
  exact: false,
  pattern: null,
  partial: true,
  note: 'What to break was looked for in the first family only: there are too many cycles that run through one another.',
};

async function breaksOf(
  session: Questions,
  family: Family,
  { cuts }: DumpRequest<'report'>,
  job: Job,
): Promise<BreakResult> {
  job.report({ phase: 'Writing the report', done: family.id, total: 0, unit: '' });
  return session.query('breakProposals', { familyId: family.id, cuts }, job);
}

async function familyOf(
  session: Questions,
  family: Family,
  breaks: BreakResult,
  { cuts, redact }: DumpRequest<'report'>,
  job: Job,
): Promise<ReportFamily> {
  const [first] = family.exemplars;
  return {
    number: family.id + 1,
    family,
    breaks,
    drawing:
      first === undefined ? null : await drawingOf(session, first.node, { cuts, redact }, job),
  };
}

async function drawingOf(
  session: Questions,
  node: number,
  { cuts, redact }: Pick<DumpRequest<'report'>, 'cuts' | 'redact'>,
  job: Job,
): Promise<ReportDrawing> {
  const request = startingScene([node], { depth: 1, breadth: 4 });
  const scene = await session.query('scene', { scene: request, cuts }, job);
  const draw = (theme: 'light' | 'dark'): string =>
    writeSvg(scene, { ...DEFAULT_EXPORT, theme, legend: false, redact });
  return {
    light: draw('light'),
    dark: draw('dark'),
    width: scene.width,
    height: scene.height,
    description: redact ? scene.redactedDescription : scene.description,
  };
}

async function largestOf(
  session: Questions,
  overview: Overview,
  { cuts, redact }: DumpRequest<'report'>,
  job: Job,
): Promise<ReportObject[]> {
  const objects: ReportObject[] = [];
  for (const row of overview.largest.slice(0, MAX_LARGEST)) {
    const { root, path: steps, gap } = await session.query('path', { node: row.node, cuts }, job);
    const way = steps.map(({ type, shownLabel }) => `${shortTypeName(type)} ${shownLabel}`.trim());
    if (gap !== null) way.splice(gap.after + 1, 0, `… ${formatQuantity(gap.objects, 'object')} …`);
    const path = root === '' ? '' : `${root}: ${way.join(' → ')}`;
    objects.push({
      type: row.type,
      address: row.address,
      preview: redact ? '' : row.preview,
      verdict: row.verdict,
      alike: row.alike,
      bytes: row.alike * row.dataBytes,
      path,
    });
  }
  return objects;
}

function accumulationOf(
  { sentence, bytes, advice, places }: Cause,
  redact: boolean,
): ReportAccumulation {
  return {
    sentence,
    bytes,
    advice,
    places: places.map((place) => placeText(redact ? withoutFolder(place) : place)),
  };
}

/** A path tells of people and projects; the function is named beside it. */
export function withoutFolder(place: CausePlace): CausePlace {
  return { ...place, file: place.file.split(/[\\/]/).at(-1) ?? '' };
}

/** The answer without the folders that its code is in. */
function withoutFolders({ headline, causes }: AnswerResult): ReportContent['answer'] {
  const [first, ...others] = causes;
  const own =
    first === undefined ? [] : causeDetails({ ...first, places: first.places.map(withoutFolder) });
  const besides = others.map(({ sentence }) => sentence);
  return { headline, details: [...own, ...besides] };
}

/** Notes on objects that this dump has: of another type at the address, it was another dump's. */
async function notesIn(
  session: Questions,
  { notes }: DumpRequest<'report'>,
  job: Job,
): Promise<ReportNote[]> {
  const addresses = notes.map(({ address }) => address);
  const { objects } = await session.query('locate', { addresses, types: [] }, job);
  return notes.filter(({ type }, at) => objects[at]?.type === type);
}
