import type { SceneTheme, SceneThemeName } from '../look/theme.ts';
import { edgeStyle, nodeStyle, SCENE_THEMES } from '../look/theme.ts';
import type { Scene, SceneEdge, SceneNode } from '../model/scene.ts';
import { recordLines } from '../text/node-box.ts';

export interface DotOptions {
  readonly theme: SceneThemeName;
  /** What references are called, on their lines. */
  readonly edgeLabels: boolean;
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
  const theme = SCENE_THEMES[options.theme];
  // Without a background DOT's is that of the page it is shown on, which is light.
  const onDark = `, bgcolor="${theme.background}", fontcolor="${theme.mutedText}"`;
  const page = options.theme === 'dark' ? onDark : '';
  return [
    'digraph ObjectGraph {',
    `  graph [label=${quoted(scene.title)}, labelloc=b, fontname="Helvetica", rankdir=TB${page}];`,
    '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11];',
    '  edge [fontname="Courier", fontsize=10];',
    ...scene.nodes.map((node) => `  ${nodeLine(theme, node, names, options)}`),
    ...scene.edges.map((edge) => `  ${edgeLine(theme, edge, names, options)}`),
    '}',
    '',
  ].join('\n');
}

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

function nodeLine(
  theme: SceneTheme,
  node: SceneNode,
  names: ReadonlyMap<string, string>,
  { redact }: DotOptions,
): string {
  const style = nodeStyle(theme, node);
  const lines = [node.title, ...(redact ? node.redactedLines : node.lines)];
  if (node.rootLabel !== '') lines.push(node.rootLabel);
  lines.push(...recordLines(node.record, redact));
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

function edgeLine(
  theme: SceneTheme,
  edge: SceneEdge,
  names: ReadonlyMap<string, string>,
  { redact, edgeLabels }: DotOptions,
): string {
  const style = edgeStyle(theme, edge);
  const known = redact ? edge.redactedLabel : edge.label;
  const label = edgeLabels ? known : '';
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
