import { clip, showable } from '../../base/text.ts';
import { transformText } from '../../base/transform-text.ts';
import { formatCount, formatQuantity } from '../../base/units.ts';
import type { HeapGraph, NodeIndex } from '../../heap/heap-graph.ts';
import type { NumberedRoute } from '../content/find-routes.ts';
import type { Route } from '../content/route.ts';
import { stepLabel } from '../folding/step-label.ts';
import type { SceneRequest } from '../model/scene.ts';
import {
  addressText,
  describeNode,
  drawnTypeName,
  fullTypeName,
  roleOfNode,
} from '../text/describe-node.ts';

const SUBJECT = {
  referrers: 'Referrers of',
  referents: 'References of',
  both: 'Referrers and references of',
} as const;

/** "Referrers of DataFrame 0x7f…"; never a value from the dump. */
export function sceneTitle(graph: HeapGraph, request: SceneRequest): string {
  const focus = [...new Set(request.focus)];
  const first = focus[0] ?? 0;
  const one = `${shortName(graph, first)} ${addressText(graph, first)}`;
  const types = new Set(focus.map((node) => shortName(graph, node)));
  const many =
    types.size === 1
      ? `${formatCount(focus.length)} × ${shortName(graph, first)}`
      : `${formatCount(focus.length)} objects`;
  return `${SUBJECT[request.direction]} ${focus.length === 1 ? one : many}`;
}

export interface DescribedScene {
  readonly graph: HeapGraph;
  readonly request: SceneRequest;
  readonly cycle: Route | null;
  /** A reference of it is cut by hand. */
  readonly isCutOpen: boolean;
  readonly paths: readonly NumberedRoute[];
  /** Those that groups stand for included. */
  readonly objects: number;
  readonly groups: number;
  readonly inGroups: number;
  readonly references: number;
  /** References between objects that are drawn, for which there was no room. */
  readonly undrawnReferences: number;
  readonly omittedCount: number;
  readonly isFull: boolean;
}

/** Sentences that say what is drawn, to somebody who does not see it. */
export function sceneDescription(scene: DescribedScene, redact: boolean): string {
  const { graph, cycle, paths } = scene;
  const sentences = [
    `${formatQuantity(scene.objects, 'object')} and ${formatQuantity(scene.references, 'reference')}.`,
  ];
  if (scene.groups > 0) {
    const groups = formatQuantity(scene.groups, 'group');
    sentences.push(`${formatCount(scene.inGroups)} of the objects are drawn as ${groups}.`);
  }
  if (cycle !== null && cycle.objects.length > 0) {
    const size = formatQuantity(cycle.objects.length, 'object');
    const open = scene.isCutOpen ? ', cut open' : '';
    sentences.push(`Cycle of ${size}${open}: ${describeWay(graph, cycle, true, redact)}.`);
  }
  for (const { number, way } of paths.slice(0, DESCRIBED_WAYS)) {
    if (way.objects.length < 2) continue;
    const which = number === 0 ? 'Held by' : `Way ${number}`;
    sentences.push(`${which}: ${describeWay(graph, way, false, redact)}.`);
  }
  if (scene.undrawnReferences > 0) {
    const more = formatQuantity(scene.undrawnReferences, 'more reference');
    sentences.push(`${more} between them not drawn.`);
  }
  if (scene.omittedCount > 0) {
    sentences.push(`${formatQuantity(scene.omittedCount, 'neighbour')} not drawn.`);
  }
  if (scene.isFull) sentences.push('The drawing is full: start from fewer objects or less depth.');
  const { transforms } = scene.request;
  if (transforms.length > 0)
    sentences.push(`Changed: ${transforms.map(transformText).join('; ')}.`);
  if (!scene.request.showInfrastructure) {
    sentences.push('References to classes and module namespaces are left out.');
  }
  return sentences.join(' ');
}

/** Ways that a description tells. */
const DESCRIBED_WAYS = 6;
/** Objects of a way that a description names. */
const MAX_NAMED = 8;

function describeWay(graph: HeapGraph, way: Route, isCycle: boolean, redact: boolean): string {
  const parts = way.objects.slice(0, MAX_NAMED).map((node, at) => {
    const step = way.steps[at];
    const label = step === undefined ? null : stepLabel(graph, step.references);
    const shown = clip((redact ? label?.redacted : label?.text) ?? '', 60);
    return [shortName(graph, node), ...sourceName(graph, node), shown].filter(Boolean).join(' ');
  });
  if (way.objects.length > MAX_NAMED) parts.push('…');
  else if (isCycle) parts.push(shortName(graph, way.objects[0] ?? 0));
  return parts.join(' → ');
}

/** The name that the program's source gives an object: a module's, a function's. */
function sourceName(graph: HeapGraph, node: NodeIndex): readonly string[] {
  const role = roleOfNode(graph, node);
  if (role !== 'module' && role !== 'function' && role !== 'type') return [];
  return describeNode(graph, node, role)
    .lines.slice(0, 1)
    .map((name) => clip(name, 60));
}

function shortName(graph: HeapGraph, node: NodeIndex): string {
  return clip(drawnTypeName(showable(clip(fullTypeName(graph, node), 200))), 60);
}
