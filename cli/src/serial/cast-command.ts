import type { Command } from 'commander';
import { z } from 'zod';
import { unreachable } from '../api/client.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { portNumber } from './console-command.ts';
import { bootNumber, findBoot } from './find-boot.ts';

const options = z.object({
  port: portNumber.default(0),
  boot: bootNumber.optional(),
});

/** As it comes: a log may be long. */
async function printCast(
  { client: login, output }: Context,
  node: string,
  { port, boot: wanted }: z.infer<typeof options>,
): Promise<Outcome> {
  const client = login();
  const { number } = await findBoot(client, node, wanted);
  const answer = await client.nodes.cast(node, number, port);
  const parts: Uint8Array[] = [];
  const chunks: AsyncIterable<Uint8Array> | null = answer.body;
  try {
    for await (const chunk of chunks ?? []) {
      if (output.json) parts.push(chunk);
      else await output.print(chunk);
    }
  } catch (error) {
    throw unreachable(client.url, error);
  }
  const cast = Buffer.concat(parts).toString('utf8');
  return { document: { node, boot: number, port, cast }, text: '' };
}

export const addCast = (program: Command): Command =>
  addCommand(program, {
    usage: 'cast <node>',
    summary: 'print what a serial port sent, in its true time, as asciicast for players such as asciinema',
    flags: [
      ['--port <0|1>', 'serial port (default: 0)'],
      ['--boot <n>', 'number of the boot (default: the latest)'],
    ],
    examples: ['ven cast edge-1 > edge-1.cast', 'ven cast edge-1 --port 1 --boot 2 | asciinema play -'],
    args: z.tuple([z.string()]),
    options,
    run: (context, [node], given) => printCast(context, node, given),
  });
