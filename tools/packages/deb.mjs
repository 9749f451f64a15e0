import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fromRoot, say } from '../paths.mjs';
import { run } from '../processes.mjs';
import { onPath } from '../test-setup.mjs';
import { appFacts, publisher } from './app-folder.mjs';

/** Package, command and desktop entry; `ouroboros` is the command line. */
const NAME = 'ouroboros-desktop';
const ICONS = fromRoot('tools', 'packages', 'icons');

/** What Chromium needs of the system. */
const DEPENDS = [
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libgbm1',
  'libasound2 | libasound2t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libxss1',
  'libsecret-1-0',
  'xdg-utils',
];

/**
 * What each kind of file is: its own type, so that nothing else is taken from who had it. mprof's
 * `.dat` are known by name and by what they begin with, since other files end so, too.
 */
const TYPES = [
  {
    type: 'application/x-ouroboros',
    comment: 'Ouroboros dump',
    glob: '*.ouro',
    magic: '\\x8fOURO\\r\\n\\x1a',
  },
  { type: 'application/x-v8-heapsnapshot', comment: 'V8 heap snapshot', glob: '*.heapsnapshot' },
  {
    type: 'application/x-java-hprof',
    comment: 'JVM heap dump',
    glob: '*.hprof',
    magic: 'JAVA PROFILE ',
  },
  { type: 'application/x-pyheap', comment: 'PyHeap dump', glob: '*.pyheap' },
  {
    type: 'application/x-mprof',
    comment: 'Timeline of mprof',
    glob: 'mprofile_*.dat',
    magic: 'CMDLINE ',
  },
];

/**
 * A deb of an unpacked app, by `dpkg-deb`. Menus, icons and types of files are brought up to date by
 * the triggers of the system's own packages, so that nothing is run when it is installed.
 */
export async function writeDeb(unpacked, folder) {
  if (!onPath(['dpkg-deb'])) {
    say('There is no dpkg-deb here, so that no deb was made.');
    return 0;
  }
  const root = mkdtempSync(path.join(os.tmpdir(), 'ouroboros-deb-'));
  try {
    const { version, description } = appFacts();
    const { homepage, maintainer } = publisher();
    const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
    layOut(root, unpacked);
    writeText(path.join(root, 'DEBIAN', 'control'), [
      `Package: ${NAME}`,
      `Version: ${version}`,
      `Architecture: ${architecture}`,
      `Maintainer: ${maintainer}`,
      `Homepage: ${homepage}`,
      `Installed-Size: ${Math.ceil(sizeOf(root) / 1024)}`,
      `Depends: ${DEPENDS.join(', ')}`,
      'Section: devel',
      'Priority: optional',
      'Description: reference cycles in dumps of object graphs',
      ` ${description}`,
    ]);
    const file = path.join(folder, `${NAME}_${version}_${architecture}.deb`);
    const made = await run('dpkg-deb', ['--root-owner-group', '-Zxz', '--build', root, file], {
      capture: true,
    });
    say(made.exitCode === 0 ? `dist/packages/${path.basename(file)}` : made.output.trim());
    return made.exitCode;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function layOut(root, unpacked) {
  const app = path.join(root, 'opt', 'Ouroboros');
  cpSync(unpacked, app, { recursive: true, verbatimSymlinks: true });
  const helper = path.join(app, 'chrome-sandbox');
  // The sandbox's helper, where the kernel gives no namespaces to users.
  if (existsSync(helper)) chmodSync(helper, 0o4755);
  const share = path.join(root, 'usr', 'share');
  mkdirSync(path.join(root, 'usr', 'bin'), { recursive: true });
  symlinkSync(`/opt/Ouroboros/${NAME}`, path.join(root, 'usr', 'bin', NAME));
  writeText(path.join(share, 'applications', `${NAME}.desktop`), [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Ouroboros',
    'Comment=Reference cycles in dumps of object graphs',
    `Exec=${NAME} %U`,
    `Icon=${NAME}`,
    'Terminal=false',
    'Categories=Development;Debugger;',
    'Keywords=memory;leak;heap;python;garbage;',
    'StartupWMClass=ouroboros',
    `MimeType=${TYPES.map(({ type }) => `${type};`).join('')}`,
  ]);
  writeText(path.join(share, 'mime', 'packages', `${NAME}.xml`), mimeTypes());
  const theme = path.join(share, 'icons', 'hicolor');
  for (const picture of readdirSync(ICONS)) {
    const [, size] = /^(\d+x\d+)\.png$/.exec(picture) ?? [];
    if (size === undefined || size === '1024x1024') continue;
    copyTo(path.join(ICONS, picture), path.join(theme, size, 'apps', `${NAME}.png`));
  }
  copyTo(path.join(ICONS, 'icon.svg'), path.join(theme, 'scalable', 'apps', `${NAME}.svg`));
  const docs = path.join(share, 'doc', NAME);
  copyTo(fromRoot('LICENSE'), path.join(docs, 'copyright'));
  copyTo(fromRoot('dist', 'THIRD-PARTY-NOTICES.txt'), path.join(docs, 'THIRD-PARTY-NOTICES.txt'));
}

function mimeTypes() {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">',
    ...TYPES.flatMap(({ type, comment, glob, magic }) => [
      `  <mime-type type="${type}">`,
      `    <comment>${comment}</comment>`,
      ...(magic === undefined
        ? []
        : [
            '    <magic priority="60">',
            `      <match type="string" offset="0" value="${magic}"/>`,
            '    </magic>',
          ]),
      `    <glob pattern="${glob}"/>`,
      '  </mime-type>',
    ]),
    '</mime-info>',
  ];
}

function writeText(file, lines) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o644 });
}

function copyTo(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  cpSync(from, to);
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(path.join(entry.parentPath, entry.name)).size, 0);
}
