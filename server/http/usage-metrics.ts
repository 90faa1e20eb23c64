import { Counter, Gauge, type Registry } from 'prom-client';
import type { Core, DomainCounters, HostCounters } from '../core/api.ts';

/** Nodes with series of their own, the oldest first; a monitoring system pays for each. */
const MAX_NODES = 1_000;

const NS_PER_SECOND = 1e9;
const MIB = 2 ** 20;
const inSeconds = (nanoseconds: number | null) => (nanoseconds === null ? null : nanoseconds / NS_PER_SECOND);
const inBytes = (mebibytes: number | null | undefined) => (mebibytes == null ? null : mebibytes * MIB);

type Kind = 'counter' | 'gauge';
type Described<Of> = readonly [name: string, kind: Kind, help: string, value: (of: Of) => number | null];

const HOST: readonly Described<HostCounters>[] = [
  ['ven_host_cpus', 'gauge', 'CPUs of the host', ({ cpus }) => cpus],
  [
    'ven_host_cpu_seconds_total',
    'counter',
    'Time that CPUs of the host were busy',
    ({ time }) => inSeconds(time?.busy ?? null),
  ],
  [
    'ven_host_disk_wait_seconds_total',
    'counter',
    'Time that idle CPUs of the host waited for disks',
    ({ time }) => inSeconds(time?.waitingForDisks ?? null),
  ],
  ['ven_host_memory_bytes', 'gauge', 'Memory of the host', ({ memory }) => inBytes(memory?.totalMiB)],
  [
    'ven_host_memory_used_bytes',
    'gauge',
    'Memory of the host that is in use, without caches',
    ({ memory }) => inBytes(memory?.usedMiB),
  ],
  [
    'ven_host_domains_running',
    'gauge',
    'Running domains of the host, of any program',
    ({ domains }) => domains.length,
  ],
];

const NODE: readonly Described<DomainCounters>[] = [
  ['ven_node_cpu_seconds_total', 'counter', 'CPU time since power-on', ({ cpuTime }) => inSeconds(cpuTime)],
  [
    'ven_node_cpu_wait_seconds_total',
    'counter',
    'Time that vCPUs waited for a CPU of the host',
    ({ waitingTime }) => inSeconds(waitingTime),
  ],
  [
    'ven_node_memory_resident_bytes',
    'gauge',
    'What the node has in the memory of its host',
    ({ residentMiB }) => inBytes(residentMiB),
  ],
  ['ven_node_disk_read_bytes_total', 'counter', 'Read from disks', ({ diskRead }) => diskRead],
  ['ven_node_disk_written_bytes_total', 'counter', 'Written to disks', ({ diskWritten }) => diskWritten],
  ['ven_node_network_received_bytes_total', 'counter', 'Received by the node', ({ received }) => received],
  ['ven_node_network_sent_bytes_total', 'counter', 'Sent by the node', ({ sent }) => sent],
];

interface Sample<Of> {
  readonly labels: Readonly<Record<string, string>>;
  readonly of: Of;
}

function register<Of>(
  registry: Registry,
  [name, kind, help, value]: Described<Of>,
  labelNames: string[],
  samples: () => Promise<readonly Sample<Of>[]>,
): void {
  const options = { name, help, labelNames, registers: [registry] };
  const known = async () =>
    (await samples()).flatMap(({ labels, of }) => {
      const number = value(of);
      return number === null ? [] : [{ labels, number }];
    });
  if (kind === 'gauge') {
    new Gauge({
      ...options,
      async collect() {
        const present = await known();
        this.reset();
        for (const { labels, number } of present) this.set(labels, number);
      },
    });
    return;
  }
  new Counter({
    ...options,
    // libvirt counts; here its numbers are only passed on.
    async collect() {
      const present = await known();
      this.reset();
      for (const { labels, number } of present) this.inc(labels, number);
    },
  });
}

/** The part of core that is measured. */
interface Measured {
  readonly usage: Pick<Core['usage'], 'counters'>;
  readonly nodes: Pick<Core['nodes'], 'list'>;
}

async function measuredNodes(core: Measured): Promise<Sample<DomainCounters>[]> {
  const domains = new Map(
    [...core.usage.counters()].map(([host, each]) => [
      host,
      new Map(each.domains.map((domain) => [domain.uuid, domain])),
    ]),
  );
  const nodes = await core.nodes.list();
  return nodes
    .toSorted((one, other) => one.createdAt.localeCompare(other.createdAt))
    .flatMap(({ host, uuid, name }) => {
      const of = domains.get(host)?.get(uuid);
      return of === undefined ? [] : [{ labels: { host, node: name }, of }];
    });
}

/** What hosts and nodes use. A node that is not running has no series. */
export function usageMetrics(registry: Registry, core: Measured): void {
  const hosts = () =>
    Promise.resolve([...core.usage.counters()].map(([host, of]) => ({ labels: { host }, of })));
  for (const described of HOST) register(registry, described, ['host'], hosts);
  let found: Promise<Sample<DomainCounters>[]> = Promise.resolve([]);
  new Gauge({
    name: 'ven_nodes_measured',
    help: `Running nodes that were measured; the oldest ${MAX_NODES} have series of their own`,
    registers: [registry],
    async collect() {
      // Collected before the series below, which use what it finds.
      found = measuredNodes(core);
      this.set((await found).length);
    },
  });
  const nodes = async () => (await found).slice(0, MAX_NODES);
  for (const described of NODE) register(registry, described, ['host', 'node'], nodes);
}
