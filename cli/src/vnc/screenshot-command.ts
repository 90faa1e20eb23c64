import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { addCommand, type Outcome } from '../command.ts';
import type { Output } from '../output/output.ts';

interface Asked {
  readonly client: ConsoleClient;
  readonly output: Output;
  readonly node: { readonly id: string; readonly name: string };
  readonly file: string | undefined;
}

function save(file: string, content: Buffer | string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new ConsoleError('invalid', `${file} cannot be written: ${messageOf(error)}`, {
      fix: 'Choose another file with --file.',
    });
  }
}

async function picture({ client, output, node, file = `${node.name}.png` }: Asked): Promise<Outcome> {
  const content = Buffer.from(await (await client.nodes.screenshot(node.id)).arrayBuffer());
  const document = { node: node.name, file, bytes: content.length };
  if (file === '-') {
    await output.print(content);
    return { document, text: '' };
  }
  save(file, content);
  return { document, text: `${file}\n` };
}

async function text({ client, output, node, file = '-' }: Asked): Promise<Outcome> {
  const recognised = await client.nodes.screenText(node.id);
  const { lines } = recognised;
  const last = lines.findLastIndex((line) => line !== '');
  if (last < 0) output.progress('No text was recognised: neither firmware nor a text console draws there.');
  const content = lines.slice(0, last + 1).map((line) => `${line}\n`);
  const document = { node: node.name, ...recognised };
  if (file === '-') return { document, text: content.join('') };
  save(file, content.join(''));
  return { document: { ...document, file }, text: `${file}\n` };
}

export const addScreenshot = (program: Command): Command =>
  addCommand(program, {
    usage: 'screenshot <node>',
    summary: "save a picture of a node's screen as PNG, or what is written on it",
    flags: [
      ['--file <path>', 'where to (default: NODE.png, with --text standard output; - is standard output)'],
      ['--text', 'the text that firmware or a text console draws, instead of a picture'],
    ],
    examples: [
      'ven screenshot edge-1',
      'ven screenshot edge-1 --file - > screen.png',
      'ven screenshot edge-1 --text',
    ],
    args: z.tuple([z.string()]),
    options: z.object({ file: z.string().min(1).optional(), text: z.boolean().default(false) }),
    run: async ({ client: login, output }, [name], given) => {
      const client = login();
      const node = await client.nodes.get(name);
      return (given.text ? text : picture)({ client, output, node, file: given.file });
    },
  });
