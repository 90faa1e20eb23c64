import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import type { Boot } from '../../../lib/contract/boot.ts';
import { unreachable } from '../api/client.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { deferred } from '../live/deferred.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { portNumber } from './console-command.ts';
import { bootNumber, findBoot } from './find-boot.ts';
import { createQueryFilter } from './query-filter.ts';
import { openSerial } from './open-serial.ts';

const options = z.object({
  port: portNumber.default(0),
  boot: bootNumber.optional(),
  follow: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

/** A log may be long and the reader slow: as long as bytes flow, no time limit. */
export async function stored(
  client: ConsoleClient,
  node: string,
  boot: Boot,
  port: number,
  take: (bytes: Uint8Array) => Promise<void>,
) {
  const answer = await client.nodes.log(node, boot.number, port);
  if (answer.body === null) return;
  const chunks: AsyncIterable<Uint8Array> = answer.body;
  try {
    for await (const chunk of chunks) await take(chunk);
  } catch (error) {
    throw unreachable(client.url, error);
  }
}

/** From the first byte until the boot is over; the exit code when a signal ended it. */
async function follow(
  client: ConsoleClient,
  node: string,
  boot: Boot,
  port: number,
  context: FollowContext,
): Promise<number> {
  const over = deferred<0>();
  let taken: Promise<void> = Promise.resolve();
  const interrupts = takeInterrupts();
  try {
    const opening = openSerial({
      client,
      node,
      port,
      mode: 'read',
      boot: boot.number,
      follow: false,
      handlers: {
        bytes: (bytes) => (taken = context.take(bytes)),
        gap: (from, to, reason) => context.progress(`${to - from} bytes are missing: ${reason}`),
        end: () =>
          void taken.then(
            () => over.resolve(0),
            // The session fails with it.
            () => undefined,
          ),
        lost: () => context.progress('Connection lost; reconnecting.'),
      },
    });
    const session = await Promise.race([opening, interrupts.interrupted]);
    if (typeof session === 'number') return session;
    try {
      return await Promise.race([over.promise, interrupts.interrupted, session.failed]);
    } finally {
      session.close();
    }
  } finally {
    interrupts.dispose();
  }
}

interface FollowContext {
  readonly take: (bytes: Uint8Array) => Promise<void>;
  readonly progress: (line: string) => void;
}

async function printLog({ output, client: login }: Context, node: string, given: Options): Promise<Outcome> {
  const client = login();
  const { port } = given;
  const boot = await findBoot(client, node, given.boot);
  const parts: Uint8Array[] = [];
  const filter = createQueryFilter();
  const take = async (bytes: Uint8Array) => {
    if (output.json) parts.push(bytes);
    else await output.print(output.interactive ? filter.filter(bytes) : bytes);
  };
  let exitCode = 0;
  if (given.follow)
    exitCode = await follow(client, node, boot, port, {
      take,
      progress: output.progress,
    });
  else await stored(client, node, boot, port, take);
  const { start = 0, gaps = [] } = boot.ports.find((each) => each.port === port) ?? {};
  if (!given.follow && !output.json) {
    // What precedes `start` is in none of the gaps.
    if (start > 0) output.progress(`The first ${start} bytes are no longer kept.`);
    for (const { from, to, reason } of gaps) {
      output.progress(`${to - from} bytes are missing from byte ${from} on: ${reason}`);
    }
  }
  const text = output.json ? Buffer.concat(parts).toString('utf8') : '';
  return {
    document: { node, boot: boot.number, port, start, gaps, text },
    text: '',
    exitCode,
  };
}

export const addLog = (program: Command): Command =>
  addCommand(program, {
    usage: 'log <node>',
    summary: 'print the log of a serial port',
    flags: [
      ['--port <0|1>', 'serial port (default: 0)'],
      ['--boot <n>', 'number of the boot (default: the latest)'],
      ['--follow', 'keep printing until the boot ends'],
    ],
    args: z.tuple([z.string()]),
    options,
    run: (context, [node], given) => printLog(context, node, given),
  });
