import type { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { addCommand } from '../command.ts';

export const addScreenshot = (program: Command): Command =>
  addCommand(program, {
    usage: 'screenshot <node>',
    summary: "save a picture of a node's screen as PNG",
    flags: [['--file <path>', 'where to (default: NODE.png; - is standard output)']],
    examples: ['ven screenshot edge-1', 'ven screenshot edge-1 --file - > screen.png'],
    args: z.tuple([z.string()]),
    options: z.object({ file: z.string().min(1).optional() }),
    run: async ({ client: login, output }, [name], given) => {
      const client = login();
      const node = await client.nodes.get(name);
      const picture = Buffer.from(await (await client.nodes.screenshot(node.id)).arrayBuffer());
      const { file = `${node.name}.png` } = given;
      const document = { node: node.name, file, bytes: picture.length };
      if (file === '-') {
        await output.print(picture);
        return { document, text: '' };
      }
      try {
        writeFileSync(file, picture);
      } catch (error) {
        throw new ConsoleError('invalid', `${file} cannot be written: ${messageOf(error)}`, {
          fix: 'Choose another file with --file.',
        });
      }
      return { document, text: `${file}\n` };
    },
  });
