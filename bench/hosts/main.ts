import { PrivateDaemon } from '../../node-libvirt/test/support/private-daemon.ts';
import { ManyHosts } from '../../server/testing/many-hosts.ts';
import { RemoteHost } from '../../server/testing/remote-host.ts';
import { median, percentile } from '../console/table.ts';
import { machine } from '../machine.ts';

/**
 * Many hosts in one console: until all are listed, against one of them; and what the calls to the others cost while one
 * host answers nothing, because the link to it drops every packet. The second needs root.
 */
const HOSTS = 20;
const DAEMONS = 5;
const ROUNDS = 5;
const CALLS = 400;

console.log(machine());
const running = await Promise.all(Array.from({ length: DAEMONS }, () => PrivateDaemon.start()));
const uris = Array.from({ length: HOSTS }, (_, index) => running[index % DAEMONS]?.uri() ?? '');
try {
  await starts();
  if (process.geteuid?.() === 0) await droppedPackets();
} finally {
  await Promise.all(running.map((daemon) => daemon[Symbol.asyncDispose]()));
}

async function starts(): Promise<void> {
  const found: { readonly one: number; readonly all: number }[] = [];
  for (let round = 0; round < ROUNDS; round++)
    found.push({ one: await complete(uris.slice(0, 1)), all: await complete(uris) });
  const [one, all] = [median(found.map((each) => each.one)), median(found.map((each) => each.all))];
  console.log(
    `start to complete list: ${HOSTS} hosts ${all.toFixed(0)} ms, one ${one.toFixed(0)} ms, ratio ${(all / one).toFixed(2)}`,
  );
}

async function complete(of: readonly string[]): Promise<number> {
  await using hosts = await ManyHosts.start(of);
  return hosts.complete;
}

async function droppedPackets(): Promise<void> {
  await using remote = await RemoteHost.start();
  await using hosts = await ManyHosts.start([...uris, remote.sshUri]);
  const { core } = hosts;
  // The first calls compile what the others run.
  for (let round = 0; round < ROUNDS; round++) await timed(core);
  const calm: number[] = [];
  const disturbed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    calm.push(...(await timed(core)));
    remote.dropPackets(true);
    // Given up when the host is closed.
    for (let call = 0; call < 4; call++) void core.domains.list(`host-${HOSTS}`).catch(() => undefined);
    disturbed.push(...(await timed(core)));
    remote.dropPackets(false);
  }
  const [without, during] = [percentile(calm, 0.95), percentile(disturbed, 0.95)];
  console.log(
    `list of another host, p95: ${during.toFixed(1)} ms while one drops all packets, ${without.toFixed(1)} ms otherwise, ratio ${(during / without).toFixed(2)}`,
  );
}

async function timed(core: ManyHosts['core']): Promise<number[]> {
  const durations: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const begun = performance.now();
    await core.domains.list(`host-${call % HOSTS}`);
    durations.push(performance.now() - begun);
  }
  return durations;
}
