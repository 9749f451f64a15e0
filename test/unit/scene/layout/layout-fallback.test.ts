import { describe, expect, it, vi } from 'vitest';
import { UNATTENDED_JOB } from '../../../../shared/base/job.ts';

const render = vi.fn();
const instance = vi.fn();
vi.mock('@viz-js/viz', () => ({ instance }));

const { layOut } = await import('../../../../shared/scene/layout/layout.ts');
const { InlineDot } = await import('../../../../shared/scene/layout/dot-runner.ts');

const INPUT = {
  nodes: [
    { width: 80, height: 40 },
    { width: 80, height: 40 },
  ],
  edges: [{ source: 0, target: 1, labelWidth: 0, labelHeight: 0, weight: 1 }],
};

describe('without Graphviz', () => {
  it('plain layers are drawn, and Graphviz is tried again after a failure', async () => {
    const dot = new InlineDot();
    instance.mockResolvedValueOnce({ render });
    render.mockImplementationOnce(() => {
      throw new Error('memory access out of bounds');
    });
    expect((await layOut(INPUT, dot, UNATTENDED_JOB)).layout).toBe('layered');
    expect(instance).toHaveBeenCalledTimes(1);

    instance.mockResolvedValueOnce({ render });
    render.mockReturnValueOnce({ status: 'failure', errors: [{ message: 'no' }] });
    expect((await layOut(INPUT, dot, UNATTENDED_JOB)).layout).toBe('layered');
    expect(instance).toHaveBeenCalledTimes(2);

    instance.mockRejectedValueOnce(new Error('WebAssembly is disabled'));
    const { layout, nodes } = await layOut(INPUT, dot, UNATTENDED_JOB);
    expect(layout).toBe('layered');
    expect(nodes[0]?.y).toBeLessThan(nodes[1]?.y ?? 0);
    expect(instance).toHaveBeenCalledTimes(3);
  });
});
