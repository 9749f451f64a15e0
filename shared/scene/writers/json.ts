import type { Scene, SceneRecord } from '../model/scene.ts';

export interface JsonOptions {
  readonly redact: boolean;
}

/**
 * A scene as JSON, for programs: nodes and edges with their facts, positions and curves.
 *
 * Lone surrogates come out as escapes, so the text is well-formed UTF-8 whatever the dump held.
 */
export function writeJson(scene: Scene, options: JsonOptions): string {
  const { nodes, edges, redactedDescription, description, ...facts } = scene;
  const document = {
    generator: 'Ouroboros',
    version: 1,
    ...facts,
    description: options.redact ? redactedDescription : description,
    nodes: nodes.map(({ redactedLines, ...node }) =>
      options.redact
        ? { ...node, lines: redactedLines, record: recordOf(node.record, true) }
        : { ...node, record: recordOf(node.record, false) },
    ),
    edges: edges.map(({ redactedLabel, references, ...edge }) =>
      options.redact ? { ...edge, label: redactedLabel, fullLabel: redactedLabel } : edge,
    ),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function recordOf(record: SceneRecord | null, redact: boolean): object | null {
  if (record === null) return null;
  const rows = record.rows.map(({ label, value, redactedLabel, redactedValue, node }) =>
    redact ? { label: redactedLabel, value: redactedValue, node } : { label, value, node },
  );
  return { ...record, rows };
}
