import { findCyclesThrough, findRootPath } from '../analysis/paths.ts';
import type { Job } from '../base/job.ts';
import type { DumpResponse } from '../protocol/channels.ts';
import type { CutChoice, ExportOptions } from '../protocol/schemas.ts';
import { buildScene } from '../scene/build-scene.ts';
import type { SceneContext } from '../scene/context.ts';
import { writeDot } from '../scene/dot.ts';
import { writeJson } from '../scene/json.ts';
import type { Scene, SceneRequest } from '../scene/scene.ts';
import { writeSvg } from '../scene/svg.ts';
import type { DerivedColumns } from './derived.ts';

/** The drawing of a request, with what the analyses know. */
export function sceneOf(
  derived: DerivedColumns,
  request: SceneRequest,
  cuts: CutChoice,
  job: Job,
): Promise<Scene> {
  const { graph } = derived;
  const referrers = derived.referrers(job);
  const verdicts = derived.verdicts(job);
  const cycles = derived.cycles(cuts, job);
  const context: SceneContext = {
    referrers,
    verdicts,
    cuts: cycles.cuts,
    findCycle: (node) =>
      findCyclesThrough(graph, cycles.cuts, cycles.components, node, 1, job)[0] ?? null,
    findRootPath: (node) => findRootPath(derived.followed, referrers, verdicts, node, job),
  };
  job.report({ phase: 'Drawing', done: 0, total: 0, unit: '' });
  return buildScene(graph, context, request);
}

/** A drawing as a file's text. */
export function writeScene(scene: Scene, options: ExportOptions): DumpResponse<'export'> {
  const stem = fileStem(scene.title);
  const { theme, legend, redact } = options;
  switch (options.format) {
    case 'svg':
      return {
        text: writeSvg(scene, { theme, legend, redact }),
        mediaType: 'image/svg+xml',
        suggestedName: `${stem}.svg`,
      };
    case 'dot':
      return {
        text: writeDot(scene, { redact }),
        mediaType: 'text/vnd.graphviz',
        suggestedName: `${stem}.dot`,
      };
    case 'json':
      return {
        text: writeJson(scene, { redact }),
        mediaType: 'application/json',
        suggestedName: `${stem}.json`,
      };
  }
}

/** A title as a file name that is safe on every system: letters, digits and dashes. */
function fileStem(title: string): string {
  const stem = title
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return stem === '' ? 'drawing' : stem.toLowerCase();
}
