import type { Command } from 'commander';
import type { ConsoleClient } from 'ven-client';
import { z } from 'zod';
import { usageOrder, type UsageNow } from '../../../lib/contract/usage.ts';
import { addCommand, type Context, type Outcome } from '../command.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { cutTo, pictureOn } from '../output/picture.ts';
import { usageText } from './usage-text.ts';

const options = z.object({
  host: z.string().optional(),
  sort: usageOrder.default('cpu'),
  limit: z.coerce.number({ error: 'use a number' }).int().min(1).max(1000).default(20),
  count: z.coerce.number({ error: 'use a number' }).int().min(1).max(1_000_000).optional(),
  interval: z.coerce.number({ error: 'use a number of seconds' }).min(1).max(3600).default(5),
});
type Options = z.infer<typeof options>;

async function measured(
  client: ConsoleClient,
  names: readonly string[],
  { host, sort, limit }: Options,
): Promise<UsageNow> {
  const only = host === undefined ? {} : { host };
  if (names.length === 0) return client.usage.now({ ...only, sort, limit });
  const nodes = await Promise.all(names.map((name) => client.usage.ofNode(name, 'live')));
  const domains = nodes.flatMap(({ now }) => (now === null ? [] : [now]));
  const { hosts } = await client.usage.now({ ...only, sort, limit: 0 });
  return { hosts: hosts.filter((each) => domains.some((domain) => domain.host === each.host)), domains };
}

/** A picture after the other; the latest measurement is the document. */
async function top({ output, client: login }: Context, names: string[], chosen: Options): Promise<Outcome> {
  const client = login();
  const draw = pictureOn(output);
  const count = chosen.count ?? (output.interactive ? Infinity : 1);
  const interrupts = takeInterrupts();
  let timer: NodeJS.Timeout | undefined;
  try {
    for (let shown = 1; ; shown++) {
      const now = await Promise.race([measured(client, names, chosen), interrupts.interrupted]);
      if (typeof now === 'number') return { document: {}, text: '', exitCode: now };
      const text = usageText(now);
      if (shown >= count) return { document: now, text };
      if (output.interactive) await draw(cutTo(output.columns, text));
      else await output.print(`${text}\n`);
      const paused = new Promise<null>((resolve) => {
        timer = setTimeout(() => resolve(null), chosen.interval * 1000);
      });
      const exitCode = await Promise.race([paused, interrupts.interrupted]);
      if (exitCode !== null) return { document: now, text: '', exitCode };
    }
  } finally {
    clearTimeout(timer);
    interrupts.dispose();
  }
}

export const addTop = (program: Command): Command =>
  addCommand(program, {
    usage: 'top [node...]',
    summary: 'show what uses most: CPU, memory, disk, network; a live table on a terminal, otherwise once',
    flags: [
      ['--host <name>', 'one host only'],
      ['--sort <by>', 'cpu (preset), memory, disk, network or waiting'],
      ['--limit <number>', 'of the domains that use most (preset: 20)'],
      ['--count <number>', 'how many times; without it until Ctrl-C on a terminal, otherwise once'],
      ['--interval <seconds>', 'between two of them (preset: 5)'],
    ],
    details:
      'CPU is in processors, beside the number of vCPUs; memory is what the domain has in its host, beside what it was given.\nWAITING is how much of the time its vCPUs had to wait for a processor. An asterisk marks domains that are no nodes of this console.',
    args: z.tuple([z.array(z.string())]),
    options,
    run: (context, [names], chosen) => top(context, names, chosen),
  });
