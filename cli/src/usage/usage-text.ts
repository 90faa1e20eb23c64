import type { DomainUsage, HostUsage, Usage, UsageNow } from '../../../lib/contract/usage.ts';
import { bytes, counted, memory } from '../../../lib/domain/format.ts';
import { printable } from '../../../lib/domain/printable.ts';
import { table } from '../output/text.ts';

const NOTHING = '-';

const known = (value: number | null, text: (value: number) => string): string =>
  value === null ? NOTHING : text(value);

const rate = (value: number | null): string => known(value, (each) => `${bytes(Math.round(each))}/s`);
const percent = (share: number): string => `${Math.round(share * 100)} %`;
const rounded = (mebibytes: number): string => memory(Math.round(mebibytes));

const HEADING = ['DOMAIN', 'HOST', 'CPU', 'MEMORY', 'READ', 'WRITTEN', 'RECEIVED', 'SENT', 'WAITING'];

const ofUsage = ({ diskRead, diskWritten, received, sent, waiting }: Usage): string[] => [
  ...[diskRead, diskWritten, received, sent].map(rate),
  known(waiting, percent),
];

/** A domain that is no node of this console has an asterisk. */
const row = ({ name, nodeId, host, vcpus, memoryMiB, now }: DomainUsage): string[] => [
  nodeId === null ? `${name} *` : name,
  host,
  known(now.cpu, (cpu) => `${cpu.toFixed(2)}/${vcpus}`),
  known(now.memoryMiB, (resident) => `${rounded(resident)}/${memory(memoryMiB)}`),
  ...ofUsage(now),
];

function hostLine({ host, cpus, memoryMiB, now, domains }: HostUsage): string {
  const facts = [
    known(now.cpu, (cpu) => `${cpu.toFixed(1)} of ${cpus} CPUs busy`),
    now.memoryMiB === null || memoryMiB === null
      ? NOTHING
      : `${rounded(now.memoryMiB)} of ${memory(memoryMiB)} memory in use`,
    known(now.waiting, (share) => `${percent(share)} of the time waiting for disks`),
    `${counted(domains.running, 'domain')} running`,
  ];
  return `${host}: ${facts.filter((fact) => fact !== NOTHING).join(', ')}`;
}

/** Hosts, what is wrong with them, and domains, one a line. */
export function usageText({ hosts, domains }: UsageNow): string {
  if (hosts.length === 0) return 'No host has been measured yet; it takes two measurements.\n';
  const lines = hosts.flatMap((host) => [
    hostLine(host),
    ...host.starving.flatMap(({ summary, evidence, fix }) => [`  ! ${summary} ${evidence}`, `    → ${fix}`]),
  ]);
  return `${lines.map(printable).join('\n')}\n\n${table(HEADING, domains.map(row))}`;
}
