import { spawn } from 'node:child_process';
import path from 'node:path';
import { obtainElectron, whyNoWindow } from './electron-binary.mjs';
import { fromRoot, ROOT, say } from './paths.mjs';

/**
 * Opens the desktop app; where there is no Electron to be had, or it does not come up, browser
 * mode with the reason in one line.
 */
export async function start(args, cwd) {
  const files = args.map((file) => path.resolve(cwd, file));
  const blocked = whyNoWindow();
  const { executable, reason } = blocked
    ? { executable: null, reason: blocked }
    : await obtainElectron();
  if (executable === null) return serve(files, reason);
  const outcome = await runElectron(executable, files);
  return outcome.stoppedAtStart === null ? outcome.exitCode : serve(files, outcome.stoppedAtStart);
}

/** An exit with a failure this soon means that no window came up. */
const START_MS = 10_000;

function runElectron(executable, files) {
  return new Promise((resolve) => {
    const startedAt = Date.now();
    // Its own chatter about the graphics driver and the like is kept, and shown only on failure.
    const child = spawn(executable, [ROOT, ...files], { stdio: ['inherit', 'inherit', 'pipe'] });
    process.on('SIGINT', () => child.kill('SIGINT'));
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      if (Date.now() - startedAt > START_MS) process.stderr.write(text);
      else complaints = (complaints + text).slice(-8192);
    });
    child.on('error', () => resolve({ exitCode: 1, stoppedAtStart: 'it could not be started' }));
    child.on('close', (code, signal) => {
      const failedAtStart =
        (code !== 0 || signal !== null) && signal !== 'SIGINT' && Date.now() - startedAt < START_MS;
      resolve({
        exitCode: code ?? 1,
        stoppedAtStart: failedAtStart ? startFailure(complaints) : null,
      });
    });
  });
}

function startFailure(complaints) {
  if (/sandbox/i.test(complaints)) return 'its sandbox is not allowed on this system';
  if (/display|ozone|wayland|x11/i.test(complaints)) return 'it found no display';
  if (/shared libraries/i.test(complaints)) return 'system libraries it needs are missing';
  return 'it stopped at once';
}

function serve(files, reason) {
  return new Promise((resolve) => {
    const cli = fromRoot('dist', 'cli', 'ouroboros.js');
    const args = [cli, 'serve', ...files, '--open', '--headline'];
    const child = spawn(process.execPath, args, { stdio: ['inherit', 'pipe', 'pipe'] });
    process.on('SIGINT', () => child.kill('SIGINT'));
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    let isAnnounced = false;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      if (isAnnounced) {
        process.stdout.write(text);
        return;
      }
      // The first line is the link; a line written by one call arrives in one piece.
      const [link, ...rest] = text.split('\n');
      say(`Electron is not available here (${reason}); opening browser mode at ${link}`);
      isAnnounced = true;
      process.stdout.write(rest.join('\n'));
    });
    child.stderr.pipe(process.stderr);
    child.on('close', (code) => resolve(code ?? 0));
  });
}
