// @ts-check
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { SYSTEM_FOLDERS } from '../lib/host-rules/programs.mjs';
import { isProgram, namesIn, textOf } from './files.mjs';

/** @typedef {import('../lib/host-rules/facts.mjs').BridgeFacts} BridgeFacts */
/** @typedef {import('../lib/host-rules/facts.mjs').FirewallFacts} FirewallFacts */

/**
 * @param {string} [root] another one in tests
 * @returns {BridgeFacts}
 */
export function readBridges(root = '/') {
  const interfaces = path.join(root, 'sys/class/net');
  /** @param {string} name */
  const bridge = (name) => path.join(interfaces, name, 'bridge');
  const all = namesIn(interfaces)
    .filter((name) => namesIn(bridge(name)).length > 0)
    .map((name) => ({
      name,
      ports: namesIn(path.join(interfaces, name, 'brif')),
      delaysPorts:
        textOf(path.join(bridge(name), 'stp_state')).trim() !== '0' &&
        Number(textOf(path.join(bridge(name), 'forward_delay'))) > 0,
    }));
  // The file exists only while the kernel module br_netfilter is loaded.
  const filter = textOf(path.join(root, 'proc/sys/net/bridge/bridge-nf-call-iptables'));
  return { all, isFiltered: filter.trim() === '1' };
}

export const readForwarding = () => ({
  ipv4: textOf('/proc/sys/net/ipv4/ip_forward').trim() === '1',
  ipv6: textOf('/proc/sys/net/ipv6/conf/all/forwarding').trim() === '1',
});

/** By their sockets and files, which exist while they run. */
const MANAGERS = [
  { name: 'docker', file: 'run/docker.sock' },
  { name: 'firewalld', file: 'run/firewalld' },
];

/**
 * @param {string} [root] another one in tests
 * @returns {FirewallFacts}
 */
export function readFirewall(root = '/') {
  /** @param {string} name */
  const find = (name) =>
    SYSTEM_FOLDERS.map((folder) => path.join(folder, name)).find((file) =>
      isProgram(path.join(root, file)),
    ) ?? null;
  const backend = /^\s*firewall_backend\s*=\s*"(\w+)"/m.exec(
    textOf(path.join(root, 'etc/libvirt/network.conf')),
  );
  const iptables = find('iptables');
  const isOverNft = iptables !== null && realpathSync(path.join(root, iptables)).includes('nft');
  const usesUfw = /^ENABLED=yes$/m.test(textOf(path.join(root, 'etc/ufw/ufw.conf')));
  return {
    backend: backend?.[1] ?? null,
    iptables,
    nft: find('nft'),
    // The names of the old tables that are in use; the file exists only with their kernel module, and for root.
    usesLegacyTables: isOverNft && textOf(path.join(root, 'proc/net/ip_tables_names')).trim() !== '',
    manager: MANAGERS.find(({ file }) => existsSync(path.join(root, file)))?.name ?? (usesUfw ? 'ufw' : null),
  };
}

/**
 * SELinux's mode and whether AppArmor is enabled, as the kernel says.
 * @param {string} [root] another one in tests
 */
export function readConfinement(root = '/') {
  const enforce = textOf(path.join(root, 'sys/fs/selinux/enforce')).trim();
  return {
    apparmor: textOf(path.join(root, 'sys/module/apparmor/parameters/enabled')).trim() === 'Y',
    selinux:
      enforce === ''
        ? null
        : enforce === '1'
          ? /** @type {const} */ ('enforcing')
          : /** @type {const} */ ('permissive'),
  };
}

/**
 * Programs accept either case, and prefer the lower one.
 * @param {Readonly<Record<string, string | undefined>>} env
 */
export function readProxies(env) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const name of ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy']) {
    const value = env[name] ?? env[name.toUpperCase()] ?? '';
    if (value !== '') found[name] = value;
  }
  return found;
}
