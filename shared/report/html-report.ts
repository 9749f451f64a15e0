import { showable } from '../base/text.ts';
import { formatBytes, formatCount, formatQuantity } from '../base/units.ts';
import { Html, html, NOTHING } from './html.ts';
import type {
  ReportAccumulation,
  ReportContent,
  ReportDrawing,
  ReportFamily,
  ReportNote,
  ReportObject,
} from './report-content.ts';
import { REPORT_STYLE } from './report-style.ts';

const VERDICTS = {
  garbage: 'Garbage, waiting',
  never: 'Garbage, never',
  held: 'Held',
  unknown: 'Unknown',
} as const;

/**
 * A report as one HTML page.
 *
 * It holds no script and refers to nothing; a policy in its head forbids both, should a string of
 * the dump ever get past the escaping. Drawings are images, in which scripts do not run either.
 */
export function writeReport(content: ReportContent): string {
  const { answer, overview, families, accumulations, largest, notes } = content;
  const name = showable(overview.name);
  const title = `${name}: what holds its memory`;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Ouroboros">
<title>${title}</title>
<style>${new Html(REPORT_STYLE)}</style>
</head>
<body>
<header>
<p class="soft">${name}</p>
<h1>${withCode(answer.headline)}</h1>
${answer.details.map((line) => html`<p>${withCode(line)}</p>`)}
</header>
<main>
${content.isPart ? NOTHING : verdictSection(content)}
${accumulations.length === 0 ? NOTHING : accumulationSection(accumulations)}
${familySection(families, overview.familyCount)}
${largest.length === 0 ? NOTHING : largestSection(largest)}
${notes.length === 0 ? NOTHING : noteSection(notes)}
${processSection(content)}
${overview.warnings.length === 0 ? NOTHING : warningSection(content)}
</main>
<footer>${madeSection(content)}</footer>
</body>
</html>
`;
  return page.markup;
}

function verdictSection({ overview }: ReportContent): Html {
  const rows = overview.verdicts.filter(({ objects }) => objects > 0);
  return html`<section aria-labelledby="verdicts">
<h2 id="verdicts">Verdicts</h2>
<table>
<thead><tr><th scope="col">Verdict</th><th scope="col" class="number">Objects</th><th scope="col" class="number">Bytes</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><td>${verdict(row.verdict)}</td><td class="number">${formatCount(row.objects)}</td><td class="number">${formatBytes(row.shallowBytes)}</td></tr>`,
  )}</tbody>
</table>
${overview.verdictsReason === '' ? NOTHING : html`<p>${overview.verdictsReason}</p>`}
</section>`;
}

function familySection(families: readonly ReportFamily[], total: number): Html {
  return html`<section aria-labelledby="families">
<h2 id="families">Cycle families</h2>
<p class="soft">${
    families.length === 0
      ? 'No reference cycles were found.'
      : `${formatQuantity(families.length, 'family', 'families')} of ${formatCount(total)}, those that matter most.`
  }</p>
${families.map(familyBlock)}
</section>`;
}

function familyBlock({ number, family, breaks, drawing }: ReportFamily): Html {
  const held =
    family.retainedBytes === null ? NOTHING : html`, ${formatBytes(family.retainedBytes)} retained`;
  return html`<article aria-labelledby="family-${number}">
<h3 id="family-${number}"><span class="soft">#${number}</span> <span class="mono">${family.text}</span></h3>
<p>${verdict(family.verdict)} · ${formatQuantity(family.count, 'cycle')} of ${formatQuantity(family.objects, 'object')}${held}</p>
${drawing === null ? NOTHING : figure(drawing)}
${breakBlock(breaks, family.verdict)}
</article>`;
}

function figure({ light, dark, width, height, description }: ReportDrawing): Html {
  const source = (svg: string): string => `data:image/svg+xml,${encodeURIComponent(svg)}`;
  return html`<figure>
<picture><source media="(prefers-color-scheme: dark)" srcset="${source(dark)}"><img src="${source(light)}" width="${Math.round(width)}" height="${Math.round(height)}" alt="${description}"></picture>
</figure>`;
}

function breakBlock(
  { proposals, pattern, note }: ReportFamily['breaks'],
  verdict: ReportFamily['family']['verdict'],
): Html {
  const chosen = proposals.filter((row) => row.chosen);
  const list = chosen.map(
    (row) =>
      html`<li><b class="mono">${row.text}</b>: ${row.howText} · ${formatQuantity(row.references, 'reference')}${effect(
        row.bytesFreed,
        verdict,
      )}<br><span class="soft">${row.reason}</span></li>`,
  );
  const known =
    pattern === null
      ? NOTHING
      : html`<p><b>${pattern.title}.</b> ${pattern.explanation} ${pattern.fix}</p>
<div class="columns"><div><p class="soft">Before</p><pre>${pattern.before}</pre></div><div><p class="soft">After</p><pre>${pattern.after}</pre></div></div>`;
  return html`${list.length === 0 ? NOTHING : html`<p><b>What to break</b></p><ul>${list}</ul>`}
${known}
${note === '' ? NOTHING : html`<p class="soft">${note}</p>`}`;
}

function effect(bytes: number | null, verdict: ReportFamily['family']['verdict']): string {
  if (bytes === null) return '';
  return verdict === 'held'
    ? `, ${formatBytes(bytes)} in use would go with it`
    : `, frees ${formatBytes(bytes)}`;
}

/** Code stands between backticks. */
function withCode(text: string): readonly Html[] {
  return text
    .split('`')
    .map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

function accumulationSection(accumulations: readonly ReportAccumulation[]): Html {
  return html`<section aria-labelledby="accumulations">
<h2 id="accumulations">Where memory piles up</h2>
<table>
<thead><tr><th scope="col">What, and where</th><th scope="col" class="number">Retained</th></tr></thead>
<tbody>${accumulations.map(
    ({ sentence, bytes, advice, places }) =>
      html`<tr><td>${withCode(sentence)}${[...(advice === '' ? [] : [advice]), ...places].map(
        (line) => html`<br><span class="soft">${line}</span>`,
      )}</td><td class="number">${formatBytes(bytes)}</td></tr>`,
  )}</tbody>
</table>
</section>`;
}

function largestSection(objects: readonly ReportObject[]): Html {
  return html`<section aria-labelledby="largest">
<h2 id="largest">Largest objects</h2>
<table>
<thead><tr><th scope="col">Object</th><th scope="col">Verdict</th><th scope="col" class="number">Data</th></tr></thead>
<tbody>${objects.map(
    (object) =>
      html`<tr><td><span class="mono">${object.type}</span> <span class="mono soft">${object.address}</span> ${object.preview}${alike(object)}${
        object.path === '' ? NOTHING : html`<br><span class="soft">${object.path}</span>`
      }</td><td>${verdict(object.verdict)}</td><td class="number">${formatBytes(object.bytes)}</td></tr>`,
  )}</tbody>
</table>
</section>`;
}

function alike({ alike: count, bytes }: ReportObject): string {
  return count === 1
    ? ''
    : `, and ${formatCount(count - 1)} like it, ${formatBytes(bytes / count)} each`;
}

function noteSection(notes: readonly ReportNote[]): Html {
  return html`<section aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<ul>${notes.map(
    ({ type, address, note, isStarred }) =>
      html`<li>${isStarred ? '★ ' : ''}<span class="mono">${type}</span> <span class="mono soft">${address}</span>${
        note === '' ? NOTHING : html`<div class="note">${note}</div>`
      }</li>`,
  )}</ul>
</section>`;
}

function processSection({ overview }: ReportContent): Html {
  const facts = [
    ...overview.facts,
    { label: 'Objects', value: formatCount(overview.objects) },
    { label: 'References', value: formatCount(overview.references) },
    { label: 'Memory in objects', value: formatBytes(overview.shallowBytes) },
  ];
  return html`<section aria-labelledby="process">
<h2 id="process">Process</h2>
<table><tbody>${facts.map(
    ({ label, value }) => html`<tr><th scope="row">${label}</th><td>${value}</td></tr>`,
  )}</tbody></table>
</section>`;
}

function warningSection({ overview }: ReportContent): Html {
  return html`<section aria-labelledby="warnings">
<h2 id="warnings">Warnings</h2>
<ul>${overview.warnings.map(({ message }) => html`<li>${message}</li>`)}</ul>
</section>`;
}

/** Other runtimes count no references: what no root leads to is garbage. */
function verdictsFrom(facts: ReportContent['overview']['facts']): string {
  const isOther = facts.some(
    ({ label, value }) => label === 'Runtime' && ['JVM', 'Ruby', 'V8'].includes(value),
  );
  return isOther
    ? 'Verdicts follow from what the roots lead to.'
    : 'Verdicts follow from reference counts, as CPython’s own collector counts them.';
}

function madeSection({ overview, cuts, isRedacted }: ReportContent): Html {
  const cut = cuts
    .filter(({ references }) => references > 0)
    .map(({ kind, references }) => `${kind} (${formatCount(references)})`)
    .join(', ');
  return html`<h2 id="made">How this was made</h2>
<p class="soft">By Ouroboros from ${overview.name}, ${overview.formatLabel}, ${formatBytes(overview.fileBytes)}${
    overview.fingerprint === '' ? '' : `, content ${overview.fingerprint}`
  }. ${verdictsFrom(overview.facts)}${
    cut === '' ? '' : ` Before cycles were looked for, these references were cut: ${cut}.`
  }${isRedacted ? ' Values and string keys were left out.' : ''}</p>`;
}

function verdict(name: keyof typeof VERDICTS): Html {
  return html`<span class="verdict ${name}">${VERDICTS[name]}</span>`;
}
