import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { processorOf, readKvmDevice, readPrograms, readSpace } from './hardware.mjs';
import { readBridges, readConfinement, readFirewall, readProxies } from './network.mjs';
import { readAllFacts } from './host-facts.mjs';

/** The root folder of a machine with these files. */
function machine(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(path.join(tmpdir(), 'ven-facts-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o755 });
  }
  return root;
}

test('a processor, and whether it is virtual', () => {
  expect(processorOf('flags\t\t: fpu vmx sse\n')).toEqual({ virtualization: 'vmx', isVirtual: false });
  expect(processorOf('flags\t: fpu hypervisor svm\nflags\t: fpu\n')).toEqual({
    virtualization: 'svm',
    isVirtual: true,
  });
  expect(processorOf('')).toEqual({ virtualization: null, isVirtual: false });
});

test('bridges, their ports and what delays and filters them', () => {
  const root = machine({
    'sys/class/net/br0/bridge/stp_state': '0\n',
    'sys/class/net/br0/bridge/forward_delay': '1500\n',
    'sys/class/net/br0/brif/eth0': '',
    'sys/class/net/br1/bridge/stp_state': '1\n',
    'sys/class/net/br1/bridge/forward_delay': '1500\n',
    'sys/class/net/eth0/mtu': '1500\n',
    'proc/sys/net/bridge/bridge-nf-call-iptables': '1\n',
  });
  expect(readBridges(root)).toEqual({
    all: [
      { name: 'br0', ports: ['eth0'], delaysPorts: false },
      { name: 'br1', ports: [], delaysPorts: true },
    ],
    isFiltered: true,
  });
  expect(readBridges(machine({}))).toEqual({ all: [], isFiltered: false });
});

test('the firewall: its programs, old tables beside nftables, and who else writes rules', () => {
  const root = machine({
    'usr/sbin/xtables-nft-multi': '',
    'usr/sbin/nft': '',
    'proc/net/ip_tables_names': 'filter\n',
    'etc/libvirt/network.conf': '#firewall_backend = "iptables"\nfirewall_backend = "nftables"\n',
    'etc/ufw/ufw.conf': 'ENABLED=yes\n',
  });
  symlinkSync('xtables-nft-multi', path.join(root, 'usr/sbin/iptables'));
  expect(readFirewall(root)).toEqual({
    backend: 'nftables',
    iptables: '/usr/sbin/iptables',
    nft: '/usr/sbin/nft',
    usesLegacyTables: true,
    manager: 'ufw',
  });
  expect(readFirewall(machine({}))).toMatchObject({
    backend: null,
    iptables: null,
    nft: null,
    manager: null,
  });
});

test('confinement, as the kernel says', () => {
  expect(readConfinement(machine({ 'sys/fs/selinux/enforce': '1' })).selinux).toBe('enforcing');
  expect(readConfinement(machine({ 'sys/module/apparmor/parameters/enabled': 'Y\n' })).apparmor).toBe(true);
  expect(readConfinement(machine({}))).toEqual({ apparmor: false, selinux: null });
});

test('proxies of either case; the lower one counts', () => {
  expect(
    readProxies({ HTTP_PROXY: 'http://a', http_proxy: 'http://b', NO_PROXY: 'c', no_proxy: undefined }),
  ).toEqual({ http_proxy: 'http://b', no_proxy: 'c' });
});

test('programs of PATH first; the mode of a device; space where a folder will be', () => {
  const root = machine({ 'bin/swtpm': '', kvm: '' });
  expect(readPrograms(path.join(root, 'bin')).swtpm).toBe(path.join(root, 'bin/swtpm'));
  chmodSync(path.join(root, 'kvm'), 0o600);
  expect((readKvmDevice(path.join(root, 'kvm'))?.mode ?? 0) & 0o777).toBe(0o600);
  expect(readKvmDevice(path.join(root, 'none'))).toBeNull();
  expect(readSpace('data-space', path.join(root, 'not/there/yet')).freeGiB).toBeGreaterThan(0);
});

test('this machine is read without a failure, also where libvirt is elsewhere', async () => {
  const facts = await readAllFacts({
    env: {},
    uri: 'qemu+ssh://root@far.example.org/system',
    data: '/nosuch/data',
  });
  expect(facts).toMatchObject({ nodeVersion: process.versions.node, proxies: {} });
  expect(facts.daemons).toBeUndefined();
  expect(facts.access).toBeUndefined();
});
