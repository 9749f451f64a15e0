import { dumpheapImporter } from './dumpheap/dumpheap-importer.ts';
import { hprofImporter } from './hprof/hprof-importer.ts';
import type { Importer } from './importer.ts';
import { meliaeImporter } from './meliae/meliae-importer.ts';
import { objgraphImporter } from './objgraph/objgraph-importer.ts';
import { ouroImporter } from './ouro/ouro-importer.ts';
import { coreImporter } from './outside/core-importer.ts';
import { pyheapImporter } from './pyheap/pyheap-importer.ts';
import { refcycleDotImporter } from './refcycle/refcycle-dot-importer.ts';
import { refcycleImporter } from './refcycle/refcycle-importer.ts';
import { rubyImporter } from './ruby/ruby-importer.ts';
import { v8Importer } from './v8/v8-importer.ts';

/**
 * Raised whenever an importer makes another graph of the same bytes than it did before, so that no
 * index of an earlier version is taken for it. A test notices when this was forgotten.
 */
export const IMPORT_VERSION = 6;

/** Every format that can be opened. Order does not matter: the surest one reads. */
export const IMPORTERS: readonly Importer[] = [
  ouroImporter,
  meliaeImporter,
  v8Importer,
  refcycleImporter,
  objgraphImporter,
  pyheapImporter,
  hprofImporter,
  rubyImporter,
  dumpheapImporter,
  refcycleDotImporter,
  coreImporter,
];

/** The importer whose format `head` begins, or null. Decided by content alone. */
export function detectImporter(head: Uint8Array): Importer | null {
  let best: Importer | null = null;
  let bestScore = 0;
  for (const importer of IMPORTERS) {
    const score = importer.sniff(head);
    if (score > bestScore) {
      best = importer;
      bestScore = score;
    }
  }
  return best;
}
