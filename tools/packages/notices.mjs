import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fromRoot } from '../paths.mjs';

/** What lies inside of a package and has a licence of its own. */
const WITHIN = {
  '@viz-js/viz':
    'It contains Graphviz, compiled to WebAssembly, under the Eclipse Public License 2.0\n' +
    '(https://www.eclipse.org/legal/epl-2.0/); its source is at https://gitlab.com/graphviz/graphviz.\n' +
    'And Expat, Copyright (c) 1998-2000 Thai Open Source Software Center Ltd and Clark Cooper,\n' +
    'Copyright (c) 2001-2025 Expat maintainers, under the MIT licence.',
};

/**
 * Licences of all packages of which a part is in bundles of `dist`, as one text. What is bundled the
 * source maps say, so that nothing is forgotten and nothing claimed. Throws where a package has
 * neither a licence file nor a licence's name.
 */
export function noticesOf(targets) {
  const names = [...new Set(targets.flatMap(bundledPackages))].sort();
  const parts = names.map((name) => noticeOf(name));
  return `Ouroboros contains parts of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

/** Names of the packages in the bundles of one folder of `dist`. */
export function bundledPackages(target) {
  const maps = readdirSync(fromRoot('dist', target), { recursive: true })
    .filter((name) => name.endsWith('.map'))
    .map((name) => fromRoot('dist', target, name));
  if (maps.length === 0) throw new Error(`dist/${target} has no source map; build it first.`);
  return maps.flatMap((map) =>
    JSON.parse(readFileSync(map, 'utf8')).sources.flatMap((source) => {
      const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
      return name === undefined ? [] : [name];
    }),
  );
}

function noticeOf(name) {
  const folder = fromRoot('node_modules', ...name.split('/'));
  const { version, license, author, repository } = JSON.parse(
    readFileSync(path.join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined
      ? statementOf(name, { license, author, repository })
      : readFileSync(path.join(folder, file), 'utf8').trim();
  const within = WITHIN[name] === undefined ? '' : `\n\n${WITHIN[name]}`;
  return `${name} ${version} (${license})\n\n${text}${within}\n`;
}

/** Where a package has no text of its licence, what it says of it. */
function statementOf(name, { license, author, repository }) {
  if (!license) throw new Error(`${name} says nothing of its licence.`);
  const who = typeof author === 'string' ? author : author?.name;
  const where = typeof repository === 'string' ? repository : repository?.url;
  return [
    `Under the licence ${license}, as its package.json says${who ? `; by ${who}` : ''}.`,
    ...(where ? [where] : []),
  ].join('\n');
}
