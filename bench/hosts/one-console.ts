import { setTimeout as pause } from 'node:timers/promises';
import { OPERATOR } from '../../server/testing/core.ts';
import { ManyHosts } from '../../server/testing/many-hosts.ts';
import { order, type Order } from './console-orders.ts';

/** A console of its own process, so that what disturbs it disturbs no other: see `other-console.ts`. */

/** Calls to a host that answers nothing, all the time. */
const HUNG = 4;
const REFUSED_PAUSE_MS = 200;

let hosts: ManyHosts | undefined;

process.on('message', (message) => {
  void obey(order.parse(message)).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => void close().finally(() => process.exit()));

async function obey(asked: Order): Promise<readonly number[]> {
  if (asked.act === 'open') {
    hosts = await ManyHosts.start(asked.uris);
    return [];
  }
  if (hosts === undefined) throw new Error('no console is open');
  if (asked.act === 'hang') for (let call = 0; call < HUNG; call++) void hang(hosts, asked.host);
  return asked.act === 'work' ? await work(hosts, asked) : [];
}

/** Asks that host again and again, as a page does that somebody looks at. */
async function hang(of: ManyHosts, host: string): Promise<void> {
  while (hosts === of) {
    await of.core.hosts.resources(host).catch(() => undefined);
    await pause(REFUSED_PAUSE_MS);
  }
}

/** On the first hosts at once, so that one that waits for another's would show; milliseconds of each. */
async function work(
  { core }: ManyHosts,
  { atOnce, each }: { readonly atOnce: number; readonly each: number },
): Promise<readonly number[]> {
  const durations: number[] = [];
  const on = async (host: string): Promise<void> => {
    for (let operation = 0; operation < each; operation++) {
      const begun = performance.now();
      await core.domains.act(host, 'test', 'pause', OPERATOR);
      await core.domains.act(host, 'test', 'resume', OPERATOR);
      durations.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, index) => on(`host-${index}`)));
  return durations;
}

async function close(): Promise<void> {
  const open = hosts;
  hosts = undefined;
  await open?.[Symbol.asyncDispose]();
}
