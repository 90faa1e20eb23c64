import type { Command } from 'commander';
import { z } from 'zod';
import type { Node } from '../../../lib/contract/node.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { addressOf, quoted, runProgram } from './openssh.ts';

const options = z.object({
  user: z.string().min(1).optional(),
  port: z.coerce.number({ error: 'use a port' }).pipe(z.int('use a port').min(1).max(65_535)).optional(),
  identity: z.string().min(1).optional(),
  jump: z.string().min(1).optional(),
  print: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

/**
 * The command of OpenSSH. Addresses are used again by later nodes, so the key of a node's host is remembered under its
 * UUID.
 */
function sshCommand(node: Node, words: readonly string[], given: Options): string[] {
  const { user, port, identity, jump } = given;
  return [
    'ssh',
    ...['-o', `HostKeyAlias=ven-${node.uuid}`, '-o', 'StrictHostKeyChecking=accept-new'],
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identity === undefined ? [] : ['-i', identity]),
    ...(jump === undefined ? [] : ['-J', jump]),
    addressOf(node),
    ...(words.length === 0 ? [] : ['--', ...words]),
  ];
}

async function connect(
  { client, output }: Context,
  name: string,
  words: readonly string[],
  given: Options,
): Promise<Outcome | number> {
  const command = sshCommand(await client().nodes.get(name), words, given);
  const text = command.map(quoted).join(' ');
  if (given.print || output.json) return { document: { command }, text: `${text}\n` };
  output.progress(text);
  return runProgram(command);
}

export const addSsh = (program: Command): Command =>
  addCommand(program, {
    usage: 'ssh <node> [command...]',
    summary: 'connect to the installed system with the OpenSSH of this machine',
    flags: [
      ['--user <name>', 'user there; by default OpenSSH decides'],
      ['--port <n>', 'port there (default 22)'],
      ['--identity <file>', 'private key'],
      ['--jump <host>', 'reach it through this machine, such as the one where the console runs'],
      ['--print', 'only print the command'],
    ],
    details: 'A command for the node goes behind "--". With --json the command is printed and not run.',
    args: z.tuple([z.string(), z.array(z.string())]),
    options,
    run: (context, [name, words], given) => connect(context, name, words, given),
  });
