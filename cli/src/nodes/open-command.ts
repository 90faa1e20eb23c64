import type { Command } from 'commander';
import { spawn } from 'node:child_process';
import { z } from 'zod';
import { addCommand } from '../command.ts';

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

export const addOpen = (program: Command): Command =>
  addCommand(program, {
    usage: 'open <node>',
    summary: "open a node's page in the browser, or print its address where there is none",
    flags: [
      ['--tab <name>', 'a tab of the page, such as boots or details'],
      ['--print', 'only print the address'],
    ],
    args: z.tuple([z.string()]),
    options: z.object({ tab: z.string().optional(), print: z.boolean().default(false) }),
    run: async ({ client: login, output, env }, [name], { tab, print }) => {
      const client = login();
      const { id } = await client.nodes.get(name);
      const page = new URL(`/nodes/${encodeURIComponent(id)}`, client.url);
      if (tab !== undefined) page.searchParams.set('tab', tab);
      const opener = OPENERS[process.platform];
      const mayOpen = !print && output.interactive && hasDesktop(env) && opener !== undefined;
      const opened = mayOpen && (await begun([...opener, page.href]));
      return { document: { node: name, url: page.href, opened }, text: `${page.href}\n` };
    },
  });
