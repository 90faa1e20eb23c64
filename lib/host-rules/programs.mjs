// @ts-check
import { commandLine, fail, ok } from './verdict.mjs';

/** @typedef {import('./verdict.mjs').Operator} Operator */
/** @typedef {import('./verdict.mjs').Verdict} Verdict */

/**
 * A program that libvirt runs for a node, and its package in Debian and Ubuntu.
 * @typedef {object} HostProgram
 * @property {string} id
 * @property {string} title
 * @property {readonly string[]} names
 * @property {string} packages
 * @property {string} purpose
 */

/** @type {readonly HostProgram[]} */
export const HOST_PROGRAMS = [
  {
    id: 'qemu',
    title: 'QEMU',
    names: ['qemu-system-x86_64'],
    packages: 'qemu-system-x86',
    purpose: 'runs the nodes',
  },
  {
    id: 'qemu-img',
    title: 'QEMU disk images',
    names: ['qemu-img'],
    packages: 'qemu-utils',
    purpose: 'creates their disks',
  },
  {
    id: 'swtpm',
    title: 'TPM emulator',
    names: ['swtpm', 'swtpm_setup'],
    packages: 'swtpm swtpm-tools',
    purpose: 'emulates their TPM',
  },
  {
    id: 'dnsmasq',
    title: 'DHCP and DNS',
    names: ['dnsmasq'],
    packages: 'dnsmasq-base',
    purpose: 'serves DHCP and DNS on their network',
  },
  {
    id: 'iptables',
    title: 'Packet filter',
    names: ['iptables'],
    packages: 'iptables',
    purpose: 'connects their network',
  },
];

/**
 * Folders that libvirtd searches but that are not in every user's PATH.
 * @type {readonly string[]}
 */
export const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/bin', '/bin'];

/**
 * @param {HostProgram} program
 * @param {Readonly<Record<string, string | null>>} paths  by name; null when a program is not installed
 * @param {Operator} operator
 * @returns {Verdict}
 */
export function checkProgram({ names, packages, purpose }, paths, operator) {
  const missing = names.filter((name) => (paths[name] ?? null) === null);
  if (missing.length === 0) return ok(`${names.map((name) => paths[name]).join(', ')} ${purpose}`);
  return fail(
    `${missing.join(' and ')} not found, which ${purpose}`,
    commandLine([`apt-get install ${packages}`], operator),
  );
}
