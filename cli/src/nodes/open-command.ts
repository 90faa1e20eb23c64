import type { Command } from 'commander';
import { z } from 'zod';
import { showPage } from '../browser.ts';
import { addCommand } from '../command.ts';

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
    run: async (context, [name], { tab, print }) => {
      const client = context.client();
      const { id } = await client.nodes.get(name);
      const page = new URL(`/nodes/${encodeURIComponent(id)}`, client.url);
      if (tab !== undefined) page.searchParams.set('tab', tab);
      const opened = !print && (await showPage(context, page));
      return { document: { node: name, url: page.href, opened }, text: `${page.href}\n` };
    },
  });
