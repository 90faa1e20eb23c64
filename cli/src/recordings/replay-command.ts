import type { Command } from 'commander';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { showPage } from '../browser.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { bootNumber, findBoot } from '../serial/find-boot.ts';

const options = z.object({
  boot: bootNumber.optional(),
  at: z.coerce.number({ error: 'use a number of seconds' }).min(0, 'use a number of seconds').optional(),
  html: z.string().min(1).optional(),
  print: z.boolean().default(false),
});

/** As it comes: it may be long. */
async function save(context: Context, node: string, boot: number, file: string): Promise<Outcome> {
  const { body } = await context.client().recordings.page(node, boot);
  const chunks: AsyncIterable<Uint8Array> | null = body;
  const document = { node, boot, file };
  if (file === '-') {
    for await (const chunk of chunks ?? []) await context.output.print(chunk);
    return { document, text: '' };
  }
  try {
    await pipeline(chunks ?? [], createWriteStream(file));
  } catch (error) {
    throw new ConsoleError('invalid', `${file} was not written: ${messageOf(error)}`, {
      fix: 'Choose another file with --html, or try again.',
    });
  }
  return { document, text: `${file}\n` };
}

export const addReplay = (program: Command): Command =>
  addCommand(program, {
    usage: 'replay <node>',
    summary: 'play a boot again in the browser, or save it as one page that plays it offline',
    flags: [
      ['--boot <n>', 'number of the boot (default: the latest)'],
      ['--at <seconds>', 'begin so long after the power-on'],
      ['--html <path>', 'save it as one HTML page (- is standard output)'],
      ['--print', 'only print the address'],
    ],
    examples: ['ven replay edge-1 --boot 2', 'ven replay edge-1 --html edge-1.html'],
    args: z.tuple([z.string()]),
    options,
    run: async (context, [name], { boot, at, html, print }) => {
      const client = context.client();
      const { number } = await findBoot(client, name, boot);
      if (html !== undefined) return save(context, name, number, html);
      const { id } = await client.nodes.get(name);
      const page = new URL(`/nodes/${encodeURIComponent(id)}`, client.url);
      for (const [key, value] of Object.entries({ tab: 'boots', boot: number, view: 'replay', t: at }))
        if (value !== undefined) page.searchParams.set(key, String(value));
      const opened = !print && (await showPage(context, page));
      return { document: { node: name, boot: number, url: page.href, opened }, text: `${page.href}\n` };
    },
  });
