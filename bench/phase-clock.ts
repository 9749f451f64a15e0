import type { Measurement } from './measure.ts';
import { collectGarbage, peakBytes, processorMilliseconds, resetPeak } from './measure.ts';

interface Phase {
  readonly milliseconds: number[];
  readonly processor: number[];
  restingBytes: number;
  peakBytes: number | null;
}

/** Times phases that follow one another, over several passes, and all of a pass together. */
export class PhaseClock {
  private readonly phases = new Map<string, Phase>();
  private began = 0;
  private beganProcessor = 0;
  private restingBytes = 0;
  private highest: number | null = null;

  /** A pass begins, with as little in memory as there can be. */
  begin(): void {
    collectGarbage();
    this.restingBytes = process.memoryUsage.rss();
    this.highest = null;
    this.began = performance.now();
    this.beganProcessor = processorMilliseconds();
  }

  async time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const restingBytes = process.memoryUsage.rss();
    resetPeak();
    const start = performance.now();
    const startProcessor = processorMilliseconds();
    const result = await work();
    const took = performance.now() - start;
    this.note(name, took, processorMilliseconds() - startProcessor, restingBytes, peakBytes());
    return result;
  }

  /** The pass is over: it is noted as a phase that has the peak of the highest. */
  end(name: string): void {
    const took = performance.now() - this.began;
    const processor = processorMilliseconds() - this.beganProcessor;
    this.note(name, took, processor, this.restingBytes, this.highest);
  }

  measurements(): readonly Measurement[] {
    const ascending = (a: number, b: number): number => a - b;
    return Array.from(this.phases, ([name, phase]) => ({
      name,
      ...phase,
      milliseconds: phase.milliseconds.sort(ascending),
      processor: phase.processor.sort(ascending),
    }));
  }

  private note(
    name: string,
    took: number,
    processor: number,
    restingBytes: number,
    peak: number | null,
  ): void {
    const phase = this.phases.get(name) ?? {
      milliseconds: [],
      processor: [],
      restingBytes,
      peakBytes: null,
    };
    phase.milliseconds.push(took);
    phase.processor.push(processor);
    if (peak !== null) {
      phase.peakBytes = Math.max(phase.peakBytes ?? 0, peak);
      this.highest = Math.max(this.highest ?? 0, peak);
    }
    this.phases.set(name, phase);
  }
}
