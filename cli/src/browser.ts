import { spawn } from 'node:child_process';
import type { Context } from './command.ts';

/** Programs that show a page in the browser of the desktop, by platform. */
const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  linux: ['xdg-open'],
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};

const hasDesktop = ({ DISPLAY, WAYLAND_DISPLAY }: NodeJS.ProcessEnv): boolean =>
  process.platform !== 'linux' || Boolean(DISPLAY ?? WAYLAND_DISPLAY);

/** Resolves when it is known whether the program could be started; it goes on by itself. */
function begun([program, ...args]: readonly [string, ...string[]]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

/** Shows a page in the browser of the desktop, where there is one; whether it did. */
export async function showPage({ output, env }: Context, page: URL): Promise<boolean> {
  const opener = OPENERS[process.platform];
  return output.interactive && hasDesktop(env) && opener !== undefined && begun([...opener, page.href]);
}
