import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Peers, at exact versions; never dependencies of the project. */
const PYTHON_PACKAGES = [
  'numpy',
  'scipy==1.17.1',
  'igraph==1.0.0',
  'networkx==3.6.1',
  'refcycle==0.3.1',
];
const NODE_PACKAGES = [
  '@memlab/core@2.0.5',
  '@memlab/heap-analysis@2.0.5',
  'chrome-devtools-frontend@1.0.1705227',
];

/** The Python of a virtual environment that holds the peers; null when that cannot be made. */
export function installPython(folder: string): string | null {
  const environment = path.join(folder, 'venv');
  const python = path.join(environment, 'bin', 'python');
  const isThere = () =>
    spawnSync(python, ['-c', 'import scipy, igraph, networkx, refcycle']).status === 0;
  if (isThere()) return python;
  spawnSync('python3', ['-m', 'venv', environment]);
  spawnSync(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES]);
  return isThere() ? python : null;
}

/** The `node_modules` that holds the peers; null when they cannot be had. */
export function installNode(folder: string): string | null {
  const modules = path.join(folder, 'node_modules');
  const isThere = () =>
    existsSync(path.join(modules, '@memlab', 'heap-analysis')) &&
    existsSync(path.join(modules, 'chrome-devtools-frontend'));
  if (isThere()) return modules;
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  // memlab brings a browser driver, whose download of a browser is not needed here.
  spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', ...NODE_PACKAGES], {
    cwd: folder,
  });
  return isThere() ? modules : null;
}

/** A Python of the system's that has graph-tool (Debian: python3-graph-tool; PyPI has none). */
export function findGraphTool(): string | null {
  for (const python of ['/usr/bin/python3', 'python3']) {
    if (spawnSync(python, ['-c', 'import graph_tool.topology, numpy']).status === 0) return python;
  }
  return null;
}
