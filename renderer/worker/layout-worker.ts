import type { DotAnswer, DotQuestion } from '../../shared/scene/layout/dot-server.ts';
import { serveDot } from '../../shared/scene/layout/dot-server.ts';

/** Web Worker entry, started by the engine's: Graphviz. Only translates messages. */
interface WorkerScope {
  postMessage(message: DotAnswer): void;
  onmessage: ((event: MessageEvent<DotQuestion>) => void) | null;
}
const scope = globalThis as unknown as WorkerScope;

const receive = serveDot((answer) => scope.postMessage(answer));
scope.onmessage = ({ data }) => receive(data);
