import type { HostUsage, Starvation, Usage } from '../contract/usage.ts';
import { bytes, counted, memory } from './format.ts';

/** A domain, and what it used on average in the last minute. */
export interface Consumer {
  readonly name: string;
  readonly nodeId: string | null;
  readonly usage: Usage;
}

type Machine = Pick<HostUsage, 'cpus' | 'memoryMiB'> & { readonly usage: Usage };

/** Of a host's processors: that busy, this much of it by one domain, and others wait at least this share of their time. */
const BUSY = 0.9;
const LARGE = 0.5;
const WAITS = 0.1;
/** Of a host's memory. */
const FULL = 0.95;
/** Of the time, idle processors wait for disks; one domain moves this much of the bytes, and at least so many. */
const WAITS_FOR_DISKS = 0.2;
const MOST = 0.6;
const BYTES_PER_SECOND = 2 ** 20;

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const cpuText = (count: number): string => `${count.toFixed(1)} CPUs`;

/** Whether something of the host is short, which is what starvation begins with. */
export const isStrained = ({ cpus, memoryMiB, usage }: Machine): boolean =>
  (usage.cpu ?? 0) >= BUSY * cpus ||
  (memoryMiB !== null && (usage.memoryMiB ?? 0) >= FULL * memoryMiB) ||
  (usage.waiting ?? 0) >= WAITS_FOR_DISKS;

/** Which domain takes so much of the host that the others get too little, with the evidence. */
export function starvationOf(host: Machine, domains: readonly Consumer[]): Starvation[] {
  return [
    cpuStarvation(host, domains),
    memoryStarvation(host, domains),
    diskStarvation(host, domains),
  ].filter((each) => each !== null);
}

function most(domains: readonly Consumer[], value: (usage: Usage) => number): Consumer | undefined {
  return domains.toSorted((one, other) => value(other.usage) - value(one.usage))[0];
}

const who = ({ name: domain, nodeId }: Consumer): Pick<Starvation, 'domain' | 'nodeId'> => ({
  domain,
  nodeId,
});

function cpuStarvation(host: Machine, domains: readonly Consumer[]): Starvation | null {
  const busy = (host.usage.cpu ?? 0) / host.cpus;
  const first = most(domains, ({ cpu }) => cpu ?? 0);
  const used = first?.usage.cpu ?? 0;
  if (first === undefined || busy < BUSY || used < LARGE * host.cpus) return null;
  const waiting = domains
    .filter((each) => each !== first && (each.usage.waiting ?? 0) >= WAITS)
    .toSorted((one, other) => (other.usage.waiting ?? 0) - (one.usage.waiting ?? 0));
  const [worst] = waiting;
  if (worst === undefined) return null;
  const further = waiting.length - 1;
  const others =
    further === 0 ? '' : `, and ${counted(further, 'other domain')} also ${further === 1 ? 'waits' : 'wait'}`;
  return {
    resource: 'cpu',
    ...who(first),
    summary: `${first.name} takes the host’s CPUs from the others.`,
    evidence: `It uses ${cpuText(used)} of ${host.cpus} (${percent(used / host.cpus)}), and the host is ${percent(busy)} busy. ${worst.name} waits for a CPU ${percent(worst.usage.waiting ?? 0)} of the time${others}. Averages of the last minute.`,
    fix: `Look at what ${first.name} is doing, give it fewer vCPUs, or move nodes to another host.`,
  };
}

function memoryStarvation({ memoryMiB, usage }: Machine, domains: readonly Consumer[]): Starvation | null {
  if (memoryMiB === null || usage.memoryMiB === null || usage.memoryMiB < FULL * memoryMiB) return null;
  const first = most(domains, (each) => each.memoryMiB ?? 0);
  const used = first?.usage.memoryMiB ?? 0;
  if (first === undefined || used < LARGE * memoryMiB) return null;
  const free = Math.round(memoryMiB - usage.memoryMiB);
  return {
    resource: 'memory',
    ...who(first),
    summary: `${first.name} takes most of the host’s memory, and little is left.`,
    evidence: `It has ${memory(Math.round(used))} of ${memory(memoryMiB)}; ${memory(free)} are free. Averages of the last minute.`,
    fix: `Power off nodes that are not needed, or give ${first.name} less memory: Linux ends processes when none is left.`,
  };
}

const moved = ({ diskRead, diskWritten }: Usage): number => (diskRead ?? 0) + (diskWritten ?? 0);

function diskStarvation({ usage }: Machine, domains: readonly Consumer[]): Starvation | null {
  const waiting = usage.waiting ?? 0;
  const first = most(domains, moved);
  if (first === undefined || domains.length < 2 || waiting < WAITS_FOR_DISKS) return null;
  const own = moved(first.usage);
  const all = domains.reduce((sum, each) => sum + moved(each.usage), 0);
  if (own < BYTES_PER_SECOND || own < MOST * all) return null;
  return {
    resource: 'disk',
    ...who(first),
    summary: `${first.name} keeps the host’s disks busy.`,
    evidence: `It reads and writes ${bytes(own)}/s, ${percent(own / all)} of what all domains do; the host’s CPUs wait for disks ${percent(waiting)} of the time. Averages of the last minute.`,
    fix: `Look at what ${first.name} is doing, or put its disk into another storage pool.`,
  };
}
