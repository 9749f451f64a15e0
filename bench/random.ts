/** Xorshift32 (G. Marsaglia, 2003): the same numbers on every machine, and fast. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 1;
  }

  /** 0 … limit − 1; slightly uneven above 2²⁰, which no benchmark minds. */
  below(limit: number): number {
    let x = this.state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.state = x;
    return (x >>> 0) % limit;
  }
}
