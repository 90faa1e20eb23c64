import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { domainAddress, parseDomainAddress } from '../../../lib/domain/names.ts';
import { addCommand, type Context } from '../command.ts';
import { asConsoleError, failureText } from '../failure.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { openBridge } from './bridge.ts';
import { watchScreenDriver } from './screen-driver.ts';

const PORT_RANGE = 'use a port number, or 0 for a free one';

const options = z.object({
  port: z.coerce
    .number({ error: PORT_RANGE })
    .pipe(z.int(PORT_RANGE).min(0, PORT_RANGE).max(65_535, PORT_RANGE))
    .default(0),
  readOnly: z.boolean().default(false),
});

async function serveScreen({ output, client: login }: Context, name: string, given: z.infer<typeof options>) {
  const client = login();
  const node = await subjectOf(client, name);
  const interrupts = takeInterrupts();
  try {
    const bridge = await openBridge({
      client,
      node: node.id,
      ...given,
      onError: (error) => output.progress(failureText(asConsoleError(error)).trimEnd()),
    });
    // A console without the live feed still shows the screen.
    const driver = given.readOnly
      ? null
      : await watchScreenDriver({ client, node: node.id, name, note: output.progress }).catch(() => null);
    try {
      const address = `127.0.0.1:${bridge.port}`;
      if (output.json) await output.document({ node: node.name, host: '127.0.0.1', port: bridge.port });
      else await output.print(`${node.name}'s screen is at ${address}; press Ctrl-C to stop.\n`);
      return await interrupts.interrupted;
    } finally {
      driver?.close();
      bridge.close();
    }
  } finally {
    interrupts.dispose();
  }
}

/** A node, or a domain by its address. */
async function subjectOf(client: ConsoleClient, name: string): Promise<{ id: string; name: string }> {
  const address = parseDomainAddress(name);
  if (address === null) return client.nodes.get(name);
  const { host, uuid } = await client.domains.get(address.host, address.domain);
  return { id: domainAddress(host, uuid), name };
}

export const addVnc = (program: Command): Command =>
  addCommand(program, {
    usage: 'vnc <node>',
    summary: "serve a node's screen on a local TCP port, for any VNC viewer",
    details: 'HOST/DOMAIN is a domain that is not a node.',
    flags: [
      ['--port <n>', 'local TCP port (default: a free one)'],
      ['--read-only', 'send no keys and no pointer'],
    ],
    args: z.tuple([z.string()]),
    options,
    run: (context, [node], given) => serveScreen(context, node, given),
  });
