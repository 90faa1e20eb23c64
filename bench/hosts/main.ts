import { Connection } from 'node-libvirt';
import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { ManyHosts } from '../../server/testing/many-hosts.ts';

import { machine } from '../machine.ts';
import { inWords, median, spread } from '../spread.ts';
import { droppedPackets } from './dropped-packets.ts';

/**
 * Many hosts in one console: until all are listed, against one of them and against bare connections with one list call
 * each; and what the operations of the others cost while the link to one host drops every packet, which needs root.
 */
const HOSTS = 20;
const DAEMONS = 5;
const ROUNDS = 15;

console.log(machine());
const running = await Promise.all(Array.from({ length: DAEMONS }, () => PrivateDaemon.start()));
const uris = Array.from({ length: HOSTS }, (_, index) => running[index % DAEMONS]?.uri() ?? '');
try {
  const wanted = process.argv.slice(2);
  if (wanted.length === 0 || wanted.includes('starts')) await starts();
  if (process.geteuid?.() === 0 && (wanted.length === 0 || wanted.includes('dropped')))
    await droppedPackets(uris);
} finally {
  await Promise.all(running.map((daemon) => daemon[Symbol.asyncDispose]()));
}

/** In turns, so that whatever else the machine does disturbs all alike. */
async function starts(): Promise<void> {
  const ways = { one: () => complete(uris.slice(0, 1)), all: () => complete(uris) };
  const bare = { one: () => floor(uris.slice(0, 1)), all: () => floor(uris) };
  // The first calls compile what the others run.
  for (const way of [...Object.values(ways), ...Object.values(bare)]) await way();
  const found: Record<'one' | 'all' | 'bareOne' | 'bareAll', number>[] = [];
  for (let round = 0; round < ROUNDS; round++)
    found.push({
      one: await ways.one(),
      all: await ways.all(),
      bareOne: await bare.one(),
      bareAll: await bare.all(),
    });
  const middle = (way: keyof (typeof found)[number]) =>
    `${median(found.map((each) => each[way])).toFixed(0)} ms`;
  const ratio = (one: keyof (typeof found)[number], other: keyof (typeof found)[number]) =>
    inWords(spread(found.map((each) => each[one] / each[other])));
  console.log(
    `start to complete list: ${HOSTS} hosts ${middle('all')}, one ${middle('one')}, ratio ${ratio('all', 'one')}`,
  );
  console.log(
    `bare connections with a list call: ${HOSTS} ${middle('bareAll')}, one ${middle('bareOne')}, ratio ${ratio('bareAll', 'bareOne')}`,
  );
  console.log(`${HOSTS} hosts, console through bare connections: ratio ${ratio('all', 'bareAll')}`);
}

async function complete(of: readonly string[]): Promise<number> {
  await using hosts = await ManyHosts.start(of);
  return hosts.complete;
}

/** The least that anybody needs to know all domains of these hosts. */
async function floor(of: readonly string[]): Promise<number> {
  const begun = performance.now();
  const connections = await Promise.all(
    of.map(async (uri) => {
      const connection = await Connection.open(uri);
      await connection.listAllDomains();
      return connection;
    }),
  );
  const duration = performance.now() - begun;
  await Promise.all(connections.map((connection) => connection.close()));
  return duration;
}
