import { useMemo } from 'react';
import type { Scene, SceneNode } from '../../../shared/scene/scene.ts';
import { Marked } from '../marks/marked.tsx';
import { useKeptScroll } from '../widgets/use-kept-scroll.ts';
import { edgeMarks, indexScene, listedEdges } from './scene-words.ts';

interface SceneListProps {
  readonly scene: Scene;
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
  readonly onOpen: (id: string) => void;
}

/** The drawing as a table of its references: the same content, for reading and for screen readers. */
export function SceneList({ scene, selectedId, onSelect, onOpen }: SceneListProps) {
  const index = useMemo(() => indexScene(scene), [scene]);
  const edges = useMemo(() => listedEdges(scene, index), [scene, index]);
  const cell = (id: string) => {
    const node = index.nodes.get(id);
    return node === undefined ? null : (
      <NodeButton
        node={node}
        isSelected={id === selectedId}
        onSelect={() => (node.omitted === null ? onSelect(id) : onOpen(id))}
        onOpen={() => onOpen(id)}
      />
    );
  };
  const scroller = useKeptScroll('list');
  return (
    <section ref={scroller} className="scene-list" aria-label="References drawn">
      <table>
        <caption>{scene.description} A click selects, a double click draws from there.</caption>
        <thead>
          <tr>
            <th scope="col" className="wide">
              Referrer
            </th>
            <th scope="col">Reference</th>
            <th scope="col" className="wide">
              Referent
            </th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr key={edge.id} className={edge.inCycle ? 'in-cycle' : edge.onPath ? 'on-path' : ''}>
              <td>{cell(edge.source)}</td>
              <td className="mono">{edge.fullLabel}</td>
              <td>{cell(edge.target)}</td>
              <td className="muted">{edgeMarks(edge).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function NodeButton({
  node,
  isSelected,
  onSelect,
  onOpen,
}: {
  readonly node: SceneNode;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={isSelected}
      className="truncate"
      title={node.address}
      onClick={onSelect}
      onDoubleClick={onOpen}
    >
      <b>{node.title}</b>
      <Marked address={node.address} />{' '}
      <span className="muted">{[...node.lines, node.rootLabel].filter(Boolean).join(' · ')}</span>
    </button>
  );
}
