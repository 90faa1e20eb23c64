import {
  type Connection,
  type DomainStats,
  DomainStatsTypes,
  ErrorCode,
  GetAllDomainStatsFlags,
  isLibvirtError,
} from 'node-libvirt';
import type { DomainCounters, HostCounters } from './api.ts';

const KINDS =
  DomainStatsTypes.CPU_TOTAL |
  DomainStatsTypes.BALLOON |
  DomainStatsTypes.VCPU |
  DomainStatsTypes.INTERFACE |
  DomainStatsTypes.BLOCK;

/** A domain whose QEMU is busy is read without what only QEMU knows: it must not delay the others. */
const FLAGS = GetAllDomainStatsFlags.ACTIVE | GetAllDomainStatsFlags.NOWAIT;

const KIB_PER_MIB = 1024;

/** What the host and all its running domains have used so far: one call for all domains, however many. */
export async function readCounters(connection: Connection): Promise<HostCounters> {
  const [{ cpus }, processors, memory, running] = await Promise.all([
    connection.nodeGetInfo(),
    ifSupported(connection.nodeGetCPUStats()),
    ifSupported(connection.nodeGetMemoryStats()),
    connection.getAllDomainStats(KINDS, FLAGS),
  ]);
  const at = performance.now();
  return {
    at,
    cpus,
    time: processors === null ? null : processorTime(processors),
    memory: memory === null ? null : memoryInUse(memory),
    // The test driver knows a domain's state only.
    domains: running.filter(({ stats }) => stats['cpu.time'] !== undefined).map(domainCounters),
  };
}

function domainCounters({ domain: { uuid, name, id }, stats }: DomainStats): DomainCounters {
  const vcpus = Number(stats['vcpu.maximum'] ?? 0);
  const interfaces = counted(stats['net.count']);
  const disks = counted(stats['block.count']);
  const sum = (prefix: string, count: number | null, field: string): number | null => {
    if (count === null) return null;
    let total = 0;
    for (let index = 0; index < count; index++) total += Number(stats[`${prefix}.${index}.${field}`] ?? 0);
    return total;
  };
  const resident = stats['balloon.rss'];
  return {
    uuid,
    name,
    powerOn: id,
    vcpus: Number(stats['vcpu.current'] ?? vcpus),
    memoryMiB: Math.round(Number(stats['balloon.maximum'] ?? 0) / KIB_PER_MIB),
    cpuTime: Number(stats['cpu.time'] ?? 0),
    waitingTime: stats['vcpu.0.delay'] === undefined ? null : sum('vcpu', vcpus, 'delay'),
    residentMiB: resident === undefined ? null : Number(resident) / KIB_PER_MIB,
    diskRead: sum('block', disks, 'rd.bytes'),
    diskWritten: sum('block', disks, 'wr.bytes'),
    received: sum('net', interfaces, 'rx.bytes'),
    sent: sum('net', interfaces, 'tx.bytes'),
  };
}

const counted = (value: DomainStats['stats'][string] | undefined): number | null =>
  value === undefined ? null : Number(value);

function processorTime(fields: Record<string, bigint>): HostCounters['time'] {
  const { idle = 0n, iowait = 0n, ...busy } = fields;
  const spent = Object.entries(busy).filter(([field]) => field !== 'utilization');
  return {
    busy: spent.reduce((sum, [, value]) => sum + Number(value), 0),
    idle: Number(idle),
    waitingForDisks: Number(iowait),
  };
}

function memoryInUse({ total = 0n, free = 0n, cached = 0n, buffers = 0n }: Record<string, bigint>) {
  const inMiB = (kib: bigint): number => Math.round(Number(kib) / KIB_PER_MIB);
  return { totalMiB: inMiB(total), usedMiB: inMiB(total - free - cached - buffers) };
}

async function ifSupported<Result>(asking: Promise<Result>): Promise<Result | null> {
  try {
    return await asking;
  } catch (error) {
    if (isLibvirtError(error, ErrorCode.NO_SUPPORT)) return null;
    throw error;
  }
}
