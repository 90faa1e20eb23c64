import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type Command } from 'commander';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { type Node } from '../../../lib/contract/node.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';

const options = z.object({
  user: z.string().min(1).optional(),
  port: z.coerce.number({ error: 'use a port' }).pipe(z.int('use a port').min(1).max(65_535)).optional(),
  identity: z.string().min(1).optional(),
  jump: z.string().min(1).optional(),
  print: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

const SAFE = /^[A-Za-z0-9_@%+=:,./-]+$/;
const quoted = (word: string): string => (SAFE.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Where the node is. Throws `conflict` while that is not known. */
function addressOf({ name, address }: Node): string {
  if (address !== null && !address.startsWith('-')) return address;
  throw new ConsoleError('conflict', `"${name}" has no address yet.`, {
    fix: `It gets one in its first boot: ven wait ${name} --stage address`,
  });
}

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

/** Runs it on this terminal; its exit code is the result. */
async function run([program = '', ...args]: readonly string[]): Promise<number> {
  // It handles Ctrl-C itself.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, args, { stdio: 'inherit' });
      child.once('error', reject);
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
      );
    });
  } catch (cause) {
    throw new ConsoleError('conflict', `OpenSSH could not be started: ${messageOf(cause)}`, {
      fix: 'Install it (on Debian and Ubuntu the package openssh-client), or use --print.',
      cause,
    });
  } finally {
    process.off('SIGINT', ignore);
  }
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
  return run(command);
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
