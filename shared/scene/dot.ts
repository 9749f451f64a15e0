import type { Scene, SceneEdge, SceneNode } from './scene.ts';
import { edgeStyle, nodeStyle, SCENE_THEMES } from './theme.ts';

export interface DotOptions {
  readonly redact: boolean;
}

/**
 * A scene as Graphviz source, to be laid out again by `dot`.
 *
 * Conventions are those people know from objgraph: nodes `o<address>`, edges from referrer to
 * referent, labels on edges, `too_many_…` for stubs.
 */
export function writeDot(scene: Scene, options: DotOptions): string {
  const names = nodeNames(scene);
  return [
    'digraph ObjectGraph {',
    `  graph [label=${quoted(scene.title)}, labelloc=b, fontname="Helvetica", rankdir=TB];`,
    '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Courier", fontsize=10];',
    ...scene.nodes.map((node) => `  ${nodeLine(node, names, options.redact)}`),
    ...scene.edges.map((edge) => `  ${edgeLine(edge, names, options.redact)}`),
    '}',
    '',
  ].join('\n');
}

const THEME = SCENE_THEMES.light;

/** `o<address>` for objects; stubs are named after what they belong to. */
function nodeNames(scene: Scene): ReadonlyMap<string, string> {
  const names = new Map(
    scene.nodes.map(({ id, address }) => [
      id,
      address === '' ? id.replaceAll('-', '_') : `o${BigInt(address)}`,
    ]),
  );
  for (const { id, omitted } of scene.nodes) {
    if (omitted === null) continue;
    const prefix = id.startsWith('more-referrers')
      ? 'too_many_'
      : id.startsWith('more-referents')
        ? 'too_many_references_'
        : id.startsWith('more-cycle')
          ? 'more_on_cycle_'
          : 'more_on_path_';
    names.set(id, prefix + (names.get(omitted.of) ?? ''));
  }
  return names;
}

function nodeLine(node: SceneNode, names: ReadonlyMap<string, string>, redact: boolean): string {
  const style = nodeStyle(THEME, node);
  const lines = [node.title, ...(redact ? node.redactedLines : node.lines)];
  if (node.rootLabel !== '') lines.push(node.rootLabel);
  const attributes = [
    `label=${quoted(lines.join('\n'))}`,
    `fillcolor="${style.fill}"`,
    `color="${style.stroke}"`,
    `fontcolor="${style.text}"`,
    ...(node.inCycle || node.onPath ? ['penwidth=2.5'] : []),
    ...(node.omitted !== null ? ['style="filled,rounded,dashed"'] : []),
    ...(node.group !== null ? ['peripheries=2'] : []),
  ];
  return `${names.get(node.id) ?? ''} [${attributes.join(', ')}];`;
}

function edgeLine(edge: SceneEdge, names: ReadonlyMap<string, string>, redact: boolean): string {
  const style = edgeStyle(THEME, edge);
  const label = redact ? edge.redactedLabel : edge.label;
  const attributes = [
    ...(label === '' ? [] : [`label=${quoted(label)}`]),
    `color="${style.stroke}"`,
    `fontcolor="${style.label}"`,
    ...(edge.inCycle || edge.onPath ? ['penwidth=2.5', 'weight=3'] : []),
    ...(edge.isWeak || edge.isStub || edge.isHidden || edge.isCutByHand ? ['style=dashed'] : []),
    ...(edge.isCut && !edge.isCutByHand ? ['style=dotted'] : []),
  ];
  return `${names.get(edge.source) ?? ''} -> ${names.get(edge.target) ?? ''} [${attributes.join(', ')}];`;
}

/**
 * A DOT string. Backslash escapes are layout commands in DOT (`\l`, `\N`), so every backslash is
 * doubled; a line break becomes `\n`; `&` would begin an entity. NUL ends the source for Graphviz,
 * but what a scene holds is `showable` already.
 */
function quoted(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('&', '&amp;')
    .replaceAll('\n', '\\n')
    .replaceAll('\0', '\\\\0');
  return `"${escaped}"`;
}
