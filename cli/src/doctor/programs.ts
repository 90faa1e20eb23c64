import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Environment } from '../session/settings.ts';
import { fail, type LocalCheck, ok, typed } from './check.ts';

/** Daemons' programs are there, and often not in a user's path. */
const SYSTEM = ['/usr/sbin', '/sbin', '/usr/bin'];

function findProgram(env: Environment, name: string): string | null {
  const folders = [...(env.PATH ?? '').split(path.delimiter).filter((each) => each !== ''), ...SYSTEM];
  for (const folder of folders) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // The next folder may have it.
    }
  }
  return null;
}

/** Programs that libvirt starts for a node, and the Debian packages they are in. */
const PROGRAMS = [
  { id: 'qemu', names: ['qemu-system-x86_64'], packages: 'qemu-system-x86', why: 'runs the nodes' },
  { id: 'qemu-img', names: ['qemu-img'], packages: 'qemu-utils', why: 'makes their disks' },
  { id: 'swtpm', names: ['swtpm', 'swtpm_setup'], packages: 'swtpm swtpm-tools', why: 'is their TPM' },
  { id: 'dnsmasq', names: ['dnsmasq'], packages: 'dnsmasq-base', why: 'serves their network' },
];

export const PROGRAM_CHECKS: readonly LocalCheck[] = PROGRAMS.map(({ id, names, packages, why }) => ({
  id,
  inspect: ({ env }) => {
    const missing = names.filter((name) => findProgram(env, name) === null);
    if (missing.length === 0) return ok(names.map((name) => findProgram(env, name)).join(', '));
    return fail(`${missing.join(' and ')}, which ${why}: not found`, typed([`apt-get install ${packages}`]));
  },
}));
