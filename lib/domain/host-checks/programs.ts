import { commandLine, fail, ok, type Typist, type Verdict } from './verdict.ts';

/** A program that libvirt runs for a node, and its package in Debian and Ubuntu. */
export interface HostProgram {
  readonly id: string;
  readonly names: readonly string[];
  readonly packages: string;
  readonly purpose: string;
}

export const HOST_PROGRAMS: readonly HostProgram[] = [
  { id: 'qemu', names: ['qemu-system-x86_64'], packages: 'qemu-system-x86', purpose: 'runs the nodes' },
  { id: 'qemu-img', names: ['qemu-img'], packages: 'qemu-utils', purpose: 'creates their disks' },
  {
    id: 'swtpm',
    names: ['swtpm', 'swtpm_setup'],
    packages: 'swtpm swtpm-tools',
    purpose: 'emulates their TPM',
  },
  {
    id: 'dnsmasq',
    names: ['dnsmasq'],
    packages: 'dnsmasq-base',
    purpose: 'serves DHCP and DNS on their network',
  },
  { id: 'iptables', names: ['iptables'], packages: 'iptables', purpose: 'connects their network' },
];

/** Folders that libvirtd searches but that are not in every user's PATH. */
export const SYSTEM_FOLDERS: readonly string[] = [
  '/usr/local/sbin',
  '/usr/sbin',
  '/sbin',
  '/usr/bin',
  '/bin',
];

/** `find` returns the path of a program, or null when it is not installed. */
export async function checkProgram(
  { names, packages, purpose }: HostProgram,
  find: (name: string) => Promise<string | null>,
  typist: Typist,
): Promise<Verdict> {
  const found = await Promise.all(names.map(async (name) => ({ name, file: await find(name) })));
  const missing = found.filter(({ file }) => file === null).map(({ name }) => name);
  if (missing.length === 0) return ok(`${found.map(({ file }) => file).join(', ')} ${purpose}`);
  return fail(
    `${missing.join(' and ')} not found, which ${purpose}`,
    commandLine([`apt-get install ${packages}`], typist),
  );
}
