import { spawn } from 'node:child_process';

/**
 * Opens a link in the user's browser; false when there is none to be had. The link is never part
 * of a shell command.
 */
export async function openBrowser(url: string): Promise<boolean> {
  if (!hasScreen()) return false;
  const [command, args] = opener(url);
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    // Openers stay in the foreground on some desktops: no news after a while is good news.
    const timer = setTimeout(() => resolve(true), 3000);
    const settle = (opened: boolean): void => {
      clearTimeout(timer);
      resolve(opened);
    };
    child.on('error', () => settle(false));
    child.on('exit', (code) => settle(code === 0));
    child.unref();
  });
}

function opener(url: string): readonly [string, readonly string[]] {
  if (process.platform === 'darwin') return ['open', [url]];
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return ['xdg-open', [url]];
}

function hasScreen(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY || process.env.WSL_DISTRO_NAME);
}
