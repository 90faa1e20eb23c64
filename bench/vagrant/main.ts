import { Connection } from 'node-libvirt';
import { nodeList } from '../../lib/contract/lists.ts';
import type { Node } from '../../lib/contract/node.ts';
import { pause } from '../console/idle.ts';
import { Running } from '../console/nodes.ts';
import { Product } from '../console/product.ts';
import { HEAD, print, row } from '../console/table.ts';
import { machine } from '../machine.ts';
import { inWords, spread } from '../spread.ts';
import { Vagrant } from './vagrant.ts';

/**
 * The same five machines: made, running and deleted by the console, and by `vagrant up` and `vagrant destroy` with the
 * Vagrantfile that the console exports. Until all of them run, by libvirt's events; what their guests do then counts
 * for neither side.
 */
const NODES = 5;
const ROUNDS = 3;
const ASK_MS = 50;

interface Times {
  readonly up: number;
  readonly down: number;
}

console.log(machine());
await using product = await Product.start();
await using connection = await Connection.open('qemu:///system');
const running = await Running.watch(connection);
try {
  // Network and pool stay as long as one node is there, for both sides alike.
  const keeper = await product.rest.create({
    name: 'bench-keeper',
    start: false,
    memoryMiB: 512,
    diskGiB: 1,
  });
  for (const { id } of keeper.operations) await product.rest.finished(id);
  const ours: Times[] = [];
  const theirs: Times[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const made = await byConsole(round);
    ours.push(made.times);
    theirs.push(await byVagrant(made.vagrantfile, made.nodes));
  }
  for (const { id } of keeper.nodes) await product.rest.delete(id);
  print({ what: `${NODES} nodes; floor: Vagrant`, cells: HEAD });
  for (const [what, part] of [
    ['accepted → all running; vagrant up', 'up'],
    ['deleted; vagrant destroy', 'down'],
  ] as const) {
    const [of, other] = [ours.map((each) => each[part]), theirs.map((each) => each[part])];
    print(row(what, of, other));
    const sooner = spread(other.map((duration, round) => duration / (of[round] ?? NaN)));
    console.log(`  sooner by a factor of ${inWords(sooner)}`);
  }
} finally {
  await running.close();
}

async function byConsole(round: number) {
  const { rest } = product;
  const { nodes } = await rest.create({ name: `bench-v${round}`, count: NODES, memoryMiB: 512, diskGiB: 1 });
  const up = await running.of(nodes);
  const names = nodes.map(({ name }) => `node=${encodeURIComponent(name)}`).join('&');
  const vagrantfile = await rest.bytes(`/exports/vagrant?${names}`);
  const begun = performance.now();
  await Promise.all(nodes.map(({ id }) => rest.call('DELETE', `/nodes/${id}`)));
  await gone(nodes);
  return { nodes, vagrantfile, times: { up, down: performance.now() - begun } };
}

/** Asked seldom and once for all, since whoever asks takes processor time from what it waits for. */
async function gone(nodes: readonly Node[]): Promise<void> {
  for (;;) {
    const { nodes: left } = nodeList.parse(await product.rest.call('GET', '/nodes'));
    const ours = left.filter(({ id }) => nodes.some((node) => node.id === id));
    if (ours.length === 0) return;
    const failed = ours.find(({ operation }) => operation === null);
    if (failed !== undefined) throw new Error(`${failed.name} was not deleted`);
    await pause(ASK_MS);
  }
}

async function byVagrant(vagrantfile: Buffer, nodes: readonly Node[]): Promise<Times> {
  await using vagrant = new Vagrant(vagrantfile);
  running.forget(nodes);
  const begun = performance.now();
  const ended = vagrant.up();
  await Promise.race([running.of(nodes), ended]);
  const up = performance.now() - begun;
  await vagrant.stop();
  const since = performance.now();
  await vagrant.destroy();
  return { up, down: performance.now() - since };
}
