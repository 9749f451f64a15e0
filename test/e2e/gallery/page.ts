import type { LookId, Shot } from './shots.ts';
import { LOOKS, looksOf, pictureOf, SHOTS } from './shots.ts';

const KINDS = [
  { kind: 'view', title: 'Views' },
  { kind: 'dialog', title: 'Dialogs' },
  { kind: 'state', title: 'States' },
] as const;

/** The gallery as one page that needs nothing but its pictures. */
export function galleryPage(): string {
  const sections = KINDS.map(
    ({ kind, title }) =>
      `<h2>${title}</h2>\n${SHOTS.filter((shot) => shot.kind === kind)
        .map(figures)
        .join('\n')}`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Ouroboros: every view and state</title>
<style>
body { margin: 24px; font: 14px/1.5 system-ui, sans-serif; color: #16191f; background: #f6f7f9; }
nav { columns: 220px; max-width: 900px; }
section { margin-block: 24px; }
.looks { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(560px, 100%), 1fr)); gap: 12px; }
figure { margin: 0; }
img { width: 100%; height: auto; border: 1px solid #bcc2cc; border-radius: 6px; }
</style>
</head>
<body>
<h1>Ouroboros: every view and state</h1>
<p>Written by <code>npm run gallery</code>, from the app in Chromium at 1280 × 800. ${LOOKS.map(({ name }) => name).join(', ')}.</p>
<nav>
${SHOTS.map(({ id, title }) => `<a href="#${id}">${title}</a><br>`).join('\n')}
</nav>
${sections.join('\n')}
</body>
</html>
`;
}

function figures(shot: Shot): string {
  const pictures = looksOf(shot).map(
    ({ id, name }) => `<figure>${picture(shot, id, name)}<figcaption>${name}</figcaption></figure>`,
  );
  return `<section id="${shot.id}">\n<h3>${shot.title}</h3>\n<div class="looks">\n${pictures.join('\n')}\n</div>\n</section>`;
}

function picture(shot: Shot, look: LookId, name: string): string {
  return `<a href="${pictureOf(shot, look)}"><img src="${pictureOf(shot, look)}" alt="${shot.title}, ${name.toLowerCase()}" width="1280" height="800" loading="lazy"></a>`;
}
