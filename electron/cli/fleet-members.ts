import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { MemberAnswer } from '../../shared/fleet/read-fleet.ts';

/** A member is a few kilobytes; a process that writes on and on is ended. */
const MAX_ANSWER_BYTES = 4 << 20;

/**
 * Opens dumps in processes of their own, so that a dump costs its memory only while it is looked at,
 * and one that ends its process costs no other.
 */
export class FleetReader {
  private readonly switches: readonly string[];
  private readonly running = new Set<ChildProcess>();

  /** `switches`: for every dump, before the command. */
  constructor(switches: readonly string[]) {
    this.switches = switches;
    // Ctrl-C reaches the children too; a signal to this process alone would leave them behind.
    process.once('exit', () => this.end());
  }

  /** Never rejects. `share`: of the memory that one dump may take, 0 … 1. */
  read(file: string, share: number): Promise<MemberAnswer> {
    return new Promise((resolve) => {
      const bundle = fileURLToPath(import.meta.url);
      const args = [...this.switches, 'fleet-member', '--share', String(share), '--', file];
      const child = spawn(process.execPath, [...process.execArgv, bundle, ...args], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      this.running.add(child);
      const chunks: Buffer[] = [];
      let bytes = 0;
      const settle = (answer: MemberAnswer): void => {
        this.running.delete(child);
        resolve(answer);
      };
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) child.kill('SIGKILL');
        else chunks.push(chunk);
      });
      child.on('error', (error) =>
        settle(failed(`The process that reads it did not start: ${error.message}.`)),
      );
      child.on('close', (code, signal) => {
        try {
          settle(JSON.parse(Buffer.concat(chunks).toString('utf8')) as MemberAnswer);
        } catch {
          const how = signal === null ? `with code ${code}` : `by ${signal}`;
          settle(failed(`The process that read it ended ${how}, most likely for want of memory.`));
        }
      });
    });
  }

  private end(): void {
    for (const child of this.running) child.kill('SIGKILL');
  }
}

function failed(message: string): MemberAnswer {
  return { error: { code: 'worker-exited', message } };
}
