import { z } from 'zod';
import { newShare } from '../../lib/contract/share.ts';
import { Rest } from '../../e2e/server/rest.ts';
import { WallServing } from '../../e2e/server/wall.ts';
import { type Onlooker, Watcher } from '../../server/testing/crowd.ts';
import { print } from '../console/table.ts';
import { machine } from '../machine.ts';
import { processorTime } from './processor.ts';

/** Guests of one share link, all watching one node that prints; beside nobody, and viewers with a token. */
const GUESTS = Number(process.argv[2] ?? '200');
const SECONDS = Number(process.argv[3] ?? '20');
/** A line this often, of about 50 bytes: a boot that is printing. */
const LINE_MS = 200;
/** Guests arrive a few at a time, as people do. */
const AT_ONCE = 10;

const token = z.object({ token: z.string() });
const named = z.object({ id: z.string() });

console.log(machine());
const serving = new WallServing();
try {
  // The first one has failed, and prints nothing.
  await serving.start(2);
  serving.chatter(LINE_MS);
  const rest = await Rest.open(serving.url);
  const { id: node } = named.parse(await rest.call('GET', `/nodes/${serving.nodes[1] ?? ''}`));
  const nobody = await measured([]);
  const guests = await arrived(await guestsOf(rest, node), node);
  const watched = await measured(guests);
  for (const guest of guests) guest.close();
  const users = await arrived(await usersOf(rest), node);
  const peers = await measured(users);
  for (const user of users) user.close();
  print({ what: `nobody looks: share of a core`, cells: [share(nobody.processor)] });
  print({
    what: `${GUESTS} guests of a link: share of a core`,
    cells: [share(watched.processor), `${watched.kilobytes.toFixed(0)} kB/s sent`],
  });
  print({
    what: `${users.length} viewers with a token: share of a core`,
    cells: [share(peers.processor), `${peers.kilobytes.toFixed(0)} kB/s sent`],
  });
  const each = (all: { processor: number }, count: number): number =>
    (all.processor - nobody.processor) / count;
  print({
    what: 'one guest / one viewer with a token',
    cells: [(each(watched, guests.length) / each(peers, users.length)).toFixed(2)],
  });
} finally {
  await serving.dispose();
}

async function guestsOf(rest: Rest, node: string): Promise<Onlooker[]> {
  const what = { kind: 'nodes', nodes: [node] };
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { share: link } = newShare.parse(await rest.call('POST', '/shares', { what, expiresAt }));
  const base = `${serving.url}/share/${link.id}`;
  const body = JSON.stringify({ token: new URL(link.url).hash.slice(1) });
  const guests: Onlooker[] = [];
  for (let guest = 0; guest < GUESTS; guest++) {
    const headers = { 'content-type': 'application/json', origin: serving.url };
    const answer = await fetch(`${base}/api/v1/guest`, { method: 'POST', headers, body });
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    guests.push({ base, headers: { cookie, origin: serving.url } });
  }
  return guests;
}

/** A user may have 64 feeds open. */
async function usersOf(rest: Rest): Promise<Onlooker[]> {
  const { token: secret } = token.parse(await rest.call('POST', '/tokens', { name: 'bench', days: 1 }));
  const onlooker = { base: serving.url, headers: { authorization: `Bearer ${secret}` } };
  return Array.from({ length: Math.min(GUESTS, 60) }, () => onlooker);
}

async function arrived(onlookers: readonly Onlooker[], node: string): Promise<Watcher[]> {
  const watchers: Watcher[] = [];
  for (let from = 0; from < onlookers.length; from += AT_ONCE) {
    const some = onlookers.slice(from, from + AT_ONCE);
    watchers.push(...(await Promise.all(some.map((onlooker) => Watcher.open(onlooker, node)))));
  }
  return watchers;
}

async function measured(watchers: readonly Watcher[]): Promise<{ processor: number; kilobytes: number }> {
  const bytes = (): number => watchers.reduce((sum, { received }) => sum + received, 0);
  const before = { processor: processorTime(serving.pid), bytes: bytes() };
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  const silent = watchers.filter(({ received }) => received === 0).length;
  if (silent > 0) throw new Error(`${silent} of ${watchers.length} were sent nothing`);
  return {
    processor: (processorTime(serving.pid) - before.processor) / SECONDS,
    kilobytes: (bytes() - before.bytes) / SECONDS / 1000,
  };
}

function share(processor: number): string {
  return `${(100 * processor).toFixed(1)} %`;
}
