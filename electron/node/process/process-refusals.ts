import { readFileSync } from 'node:fs';
import { OuroborosError } from '../../../shared/base/errors.ts';
import { errorCode } from '../file-errors.ts';
import { readStat, statusField } from './proc-files.ts';

/** The one sentence for systems whose processes cannot be read. */
export function requireLinux(platform: NodeJS.Platform = process.platform): void {
  if (platform === 'linux') return;
  throw new OuroborosError(
    'bad-request',
    'Processes are read from outside on Linux only; elsewhere, let the collector write a dump: python -m ouroboros_dump attach PID leak.ouro.',
  );
}

export function endedError(pid: number): OuroborosError {
  return new OuroborosError('not-found', `Process ${pid} ended while it was read.`);
}

export function missingError(pid: number): OuroborosError {
  return new OuroborosError(
    'not-found',
    `There is no process ${pid} here; \`ouroboros processes\` lists those of Python. A container numbers its processes anew: its 1 is another number outside.`,
  );
}

/** Why the memory of a process could not be opened, and what to do about it. */
export function permissionError(pid: number, thrown: unknown): OuroborosError {
  const code = errorCode(thrown);
  if (readStat(pid) === null || code === 'ENOENT' || code === 'ESRCH') return missingError(pid);
  if (code !== 'EACCES' && code !== 'EPERM') {
    return new OuroborosError(
      'bad-request',
      `The memory of process ${pid} cannot be opened: the system said ${code}.`,
    );
  }
  const owner = statusField(pid, 'Uid').split('\t')[0] ?? '';
  const advice = adviceFor(owner, process.geteuid?.() ?? -1, ptraceScope());
  return new OuroborosError('bad-request', `Process ${pid} may not be read: ${advice}`);
}

/**
 * What forbids reading, most likely, and the way around it.
 * @param scope `kernel.yama.ptrace_scope`; null where the system has no such thing.
 */
export function adviceFor(owner: string, user: number, scope: number | null): string {
  if (scope === 3) {
    return 'kernel.yama.ptrace_scope is 3, which forbids it to everybody until the system is started anew. A core file can be had: `gcore` needs the same permission, but a crash does not.';
  }
  if (user === 0) {
    return 'root without the capability SYS_PTRACE may not, as in a container. Start the container with --cap-add SYS_PTRACE (Kubernetes: securityContext.capabilities.add), or read the process from the host, by its number there.';
  }
  if (owner !== String(user)) {
    return `it belongs to another user (number ${owner}). Run Ouroboros as that user, or as root with sudo.`;
  }
  if (scope === 1 || scope === 2) {
    return `kernel.yama.ptrace_scope is ${scope}, so that a process may be read only ${scope === 1 ? 'by those that started it, or by root' : 'by root'}. Run Ouroboros with sudo, or, until the next start of the system: sudo sysctl kernel.yama.ptrace_scope=0.`;
  }
  return 'it has more privileges than this user, or has forbidden it (prctl). Run Ouroboros as root with sudo; in a container, start it with --cap-add SYS_PTRACE.';
}

function ptraceScope(): number | null {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'utf8'));
  } catch {
    return null;
  }
}
