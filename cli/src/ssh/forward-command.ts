import type { Command } from 'commander';
import { z } from 'zod';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { asConsoleError, failureText } from '../failure.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { addressOf, quoted, runProgram } from './openssh.ts';
import { openRelay, type Relay } from './relay.ts';

const FORM = 'use LOCAL:PORT or PORT, such as 8080:80';
const port = (least: number) => z.int(FORM).min(least, FORM).max(65_535, FORM);
const forward = z
  .string()
  .regex(/^(?:\d{1,5}:)?\d{1,5}$/, FORM)
  .transform((text) => {
    const [first = 0, second = first] = text.split(':').map(Number);
    return { local: first, remote: second };
  })
  .pipe(z.object({ local: port(0), remote: port(1) }));
type Forward = z.infer<typeof forward>;

const options = z.object({
  // Whoever reaches the port reaches the node.
  listen: z.union([z.ipv4(), z.ipv6()], 'use an IP address').default('127.0.0.1'),
  jump: z.string().regex(/^[^-]/, 'use a host').optional(),
});
type Options = z.infer<typeof options>;

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** OpenSSH does it, from a machine that reaches the node. */
function throughHost({ output }: Context, node: string, forwards: readonly Forward[], given: Options) {
  const { jump = '', listen } = given;
  const each = forwards.flatMap(({ local, remote }) => [
    '-L',
    `${bracketed(listen)}:${local}:${bracketed(node)}:${remote}`,
  ]);
  const command = ['ssh', '-N', '-o', 'ExitOnForwardFailure=yes', ...each, '--', jump];
  output.progress(command.map(quoted).join(' '));
  return runProgram(command);
}

async function serve(
  context: Context,
  name: string,
  forwards: readonly Forward[],
  given: Options,
): Promise<Outcome | number> {
  const { output } = context;
  const node = await context.client().nodes.get(name);
  const host = addressOf(node);
  if (given.jump !== undefined) return throughHost(context, host, forwards, given);
  const interrupts = takeInterrupts();
  const relays: (Relay & { readonly remote: number })[] = [];
  try {
    for (const { local, remote } of forwards) {
      const relay = await openRelay({
        local: { host: given.listen, port: local },
        target: { host, port: remote },
        onError: (error) => output.progress(failureText(asConsoleError(error)).trimEnd()),
      });
      relays.push({ ...relay, remote });
    }
    const listening = relays.map(({ port: local, remote }) => ({ host: given.listen, port: local, remote }));
    const lines = listening.map(
      (each) => `${bracketed(each.host)}:${each.port} leads to port ${each.remote} of ${node.name}.\n`,
    );
    if (output.json) await output.document({ node: node.name, forwards: listening });
    else await output.print(`${lines.join('')}Press Ctrl-C to stop.\n`);
    return await interrupts.interrupted;
  } finally {
    for (const relay of relays) relay.close();
    interrupts.dispose();
  }
}

export const addForward = (program: Command): Command =>
  addCommand(program, {
    usage: 'forward <node> <ports...>',
    summary: 'make TCP ports of a node reachable on this machine, until Ctrl-C',
    flags: [
      ['--listen <address>', 'local address (default 127.0.0.1: for this machine only)'],
      ['--jump <host>', 'reach the node through this machine, by OpenSSH'],
    ],
    details: 'Ports are LOCAL:PORT, or PORT for the same one; LOCAL 0 is a free one.',
    args: z.tuple([z.string(), z.array(forward)]),
    options,
    run: (context, [name, forwards], given) => serve(context, name, forwards, given),
  });
