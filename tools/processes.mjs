import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/**
 * Runs a program to its end. `exitCode` is 1 when it was killed or could not be started; `output`
 * is what it wrote when `capture` is set.
 */
export function run(command, args, options = {}) {
  const {
    capture = false,
    timeoutMs = 0,
    cwd = ROOT,
    env = process.env,
    stdio,
    uid,
    gid,
  } = options;
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: stdio ?? (capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2]),
      shell: false,
      // As another user, where root asks for it.
      ...(uid === undefined ? {} : { uid, gid }),
    });
    let output = '';
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text) => {
      output += text;
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    let timedOut = false;
    const timer =
      timeoutMs > 0
        ? setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs)
        : null;
    child.on('error', (error) => {
      if (timer) clearTimeout(timer);
      resolve({ exitCode: 1, output: error.message, stdout, timedOut, failedToStart: true });
    });
    child.on('close', (code) => {
      if (timer) clearTimeout(timer);
      resolve({ exitCode: code ?? 1, output, stdout, timedOut, failedToStart: false });
    });
  });
}

/** How npm is called from Node: through the npm that started us, or the one beside `node`. */
export function npmCommand(args) {
  const npmCli = process.env.npm_execpath;
  if (npmCli?.endsWith('.js')) return [process.execPath, [npmCli, ...args]];
  return process.platform === 'win32' ? ['cmd.exe', ['/c', 'npm', ...args]] : ['npm', args];
}
