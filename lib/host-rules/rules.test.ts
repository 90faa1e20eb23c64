import { describe, expect, test } from 'vitest';
import type { HostFacts } from './facts.mjs';
import { checksOf, HOST_RULES, judged } from './rules.mjs';

const admin = { isRoot: false, hasSystemd: true };
const daemons = {
  isSession: false,
  program: 'libvirtd',
  socket: '/run/libvirt/libvirt-sock',
  state: 'answers',
  beside: [],
  log: 'answers',
} as const;
const access = {
  user: 'ann',
  uri: 'qemu:///system',
  isMember: false,
  hasBus: true,
  refusedBy: 'polkit',
  complaint: 'authentication unavailable',
} as const;
const bridge = { name: 'br0', ports: ['eth0'], delaysPorts: false };
const firewall = {
  backend: null,
  iptables: '/usr/sbin/iptables',
  nft: '/usr/sbin/nft',
  usesLegacyTables: false,
  manager: null,
};
const PROXY = 'http://user:secret@proxy.example.org:3128';

/** Facts, the rule about them, and what it says: a part of the reason, and a part of the fix unless all is well. */
const JUDGED: readonly [string, HostFacts, string, string, string?][] = [
  ['node-version', { nodeVersion: '18.1.0' }, 'fail', 'too old', 'nodejs.org'],
  ['virtualization', { processor: { virtualization: 'vmx', isVirtual: false } }, 'ok', 'VT-x'],
  [
    'virtualization',
    { processor: { virtualization: 'svm', isVirtual: true } },
    'ok',
    'AMD-V is available, nested',
  ],
  [
    'virtualization',
    { processor: { virtualization: null, isVirtual: true } },
    'warn',
    'its hypervisor',
    'nested',
  ],
  ['virtualization', { processor: { virtualization: null, isVirtual: false } }, 'warn', 'firmware', 'SVM'],
  ['kvm-device', { kvmDevice: null }, 'warn', '/dev/kvm is missing', 'modprobe'],
  [
    'kvm-device',
    { kvmDevice: { mode: 0o20600, uid: 0, gid: 0 } },
    'warn',
    'mode 0600, so QEMU',
    'sudo chgrp kvm /dev/kvm && sudo chmod 0660 /dev/kvm',
  ],
  ['acceleration', { acceleration: null }, 'warn', 'not known yet', 'Wait'],
  ['acceleration', { acceleration: { kind: 'tcg', reason: 'broken' } }, 'warn', 'broken', 'nested'],
  [
    'packages',
    { packages: { installed: [], missing: ['ovmf'] } },
    'fail',
    'not installed: ovmf',
    'sudo apt-get update && sudo apt-get install',
  ],
  [
    'packages',
    { packages: { installed: [{ name: 'ovmf', version: '2022.11' }], missing: [] } },
    'ok',
    '1 installed: ovmf 2022.11',
  ],
  ['swtpm', { programs: { swtpm: '/usr/bin/swtpm' } }, 'fail', 'swtpm_setup not found', 'swtpm-tools'],
  ['firmware', { firmware: null }, 'fail', 'no UEFI firmware', 'apt-get install ovmf'],
  ['secure-boot', { secureBootFirmware: null }, 'warn', 'no UEFI firmware with Secure Boot', 'ovmf'],
  ['tpm', { tpmEmulator: false }, 'fail', 'no TPM emulator', 'swtpm'],
  ['libvirtd', { daemons }, 'ok', 'monolithic'],
  [
    'libvirtd',
    { daemons: { ...daemons, state: 'absent' } },
    'fail',
    'not running',
    'systemctl start libvirtd.socket',
  ],
  ['libvirtd', { daemons: { ...daemons, state: 'silent' } }, 'fail', 'does not answer', 'restart libvirtd'],
  [
    'libvirtd',
    { daemons: { ...daemons, program: 'virtqemud', beside: ['virtnetworkd', 'virtstoraged'] } },
    'ok',
    'modular',
  ],
  [
    'libvirtd',
    { daemons: { ...daemons, program: 'virtqemud', beside: ['virtnetworkd'] } },
    'fail',
    'virtstoraged is not running',
    'systemctl start virtstoraged.socket',
  ],
  ['virtlogd', { daemons: { ...daemons, log: 'forbidden' } }, 'ok', 'virtlogd is running'],
  [
    'virtlogd',
    { daemons: { ...daemons, log: 'absent' } },
    'fail',
    'no domain',
    'systemctl start virtlogd.socket',
  ],
  ['access', { access }, 'fail', 'ann may not use qemu:///system', 'usermod --append --groups libvirt ann'],
  [
    'access',
    { access: { ...access, refusedBy: 'failure', complaint: 'it hangs' } },
    'fail',
    'it hangs',
    'restart',
  ],
  ['pools', { pools: [] }, 'ok', 'no storage pool'],
  [
    'pools',
    {
      pools: [
        { name: 'a', active: true, autostart: true },
        { name: 'b', active: false, autostart: true },
      ],
    },
    'warn',
    'active storage pools: a; should be, but is not: b',
    'virsh pool-start b',
  ],
  ['bridges', { bridges: { all: [{ ...bridge, name: 'virbr0' }], isFiltered: true } }, 'ok', 'no bridge'],
  ['bridges', { bridges: { all: [bridge], isFiltered: false } }, 'ok', 'br0 (eth0)'],
  [
    'bridges',
    { bridges: { all: [bridge], isFiltered: true } },
    'warn',
    'iptables',
    'bridge-nf-call-iptables=0',
  ],
  [
    'bridges',
    { bridges: { all: [{ ...bridge, delaysPorts: true }], isFiltered: false } },
    'warn',
    'spanning tree protocol of br0',
    'forward_delay 0',
  ],
  ['addresses', { addresses: { free: '10.200.1.0/24' } }, 'ok', '10.200.1.0/24'],
  ['addresses', { addresses: { free: null } }, 'fail', 'overlaps', 'net-list'],
  ['forwarding', { forwarding: { ipv4: false, ipv6: false } }, 'ok', 'is off'],
  ['firewall', { firewall: { ...firewall, manager: 'docker' } }, 'ok', 'with iptables; docker'],
  [
    'firewall',
    { firewall: { ...firewall, usesLegacyTables: true } },
    'warn',
    'iptables-legacy',
    'legacy-save',
  ],
  [
    'firewall',
    { firewall: { ...firewall, backend: 'nftables', nft: null } },
    'fail',
    'nft was not',
    'nftables',
  ],
  ['firewall', { firewall: { ...firewall, iptables: null, nft: null } }, 'fail', 'neither', 'iptables'],
  ['confinement', { confinement: { apparmor: true, selinux: null } }, 'warn', 'AppArmor', 'apparmor.d'],
  ['confinement', { confinement: { apparmor: false, selinux: 'enforcing' } }, 'warn', 'SELinux', 'semanage'],
  ['proxies', { proxies: {} }, 'ok', 'no proxy'],
  [
    'proxies',
    { proxies: { http_proxy: PROXY } },
    'warn',
    'proxy.example.org:3128',
    'no_proxy=localhost,127.0.0.1',
  ],
  [
    'proxies',
    { proxies: { http_proxy: PROXY, no_proxy: 'localhost,127.0.0.1' } },
    'ok',
    'except for localhost',
  ],
  ['proxies', { proxies: { https_proxy: 'proxy:80' } }, 'fail', 'https_proxy', 'export https_proxy='],
  ['image-space', { spaces: [{ id: 'image-space', folder: '/i', freeGiB: 1 }] }, 'fail', '1.0 GiB', '/i'],
  ['data-space', { spaces: [{ id: 'data-space', folder: null, freeGiB: 9 }] }, 'warn', '9.0 GiB', '20 GiB'],
  ['memory', { memory: { freeMiB: 100 } }, 'warn', '100 MiB', 'Stop domains'],
  ['pty-locks', { strayLocks: [] }, 'ok', 'no stale lock'],
  [
    'libvirt',
    { libvirt: { reached: false, reason: 'nobody there', fix: 'Start it.' } },
    'fail',
    'nobody',
    'Start',
  ],
];

describe('rules', () => {
  test.each(JUDGED)('%s of %j: %s', (id, facts, status, reason, fix) => {
    const verdict = judged(id, facts, admin);
    expect(verdict.status).toBe(status);
    expect(verdict.reason).toContain(reason);
    if (fix === undefined) expect(verdict.fix).toBe('');
    else expect(verdict.fix).toContain(fix);
    expect(verdict.reason + verdict.fix).not.toContain('secret');
  });

  test('each has an id of its own and a title', () => {
    expect(new Set(HOST_RULES.map(({ id }) => id)).size).toBe(HOST_RULES.length);
    for (const { title } of HOST_RULES) expect(title).not.toBe('');
  });
});

test('there are checks only of what is known, in the order of the table', () => {
  expect(checksOf({}, admin)).toEqual([]);
  const checks = checksOf({ memory: { freeMiB: 4096 }, firmware: null }, { isRoot: true, hasSystemd: true });
  expect(checks.map(({ id, title, fix }) => [id, title, fix])).toEqual([
    ['firmware', 'UEFI firmware', 'apt-get install ovmf'],
    ['memory', 'Memory', ''],
  ]);
});

test('without systemd, daemons are started directly', () => {
  const stopped = { daemons: { ...daemons, state: 'absent' } } as const;
  expect(judged('libvirtd', stopped, { isRoot: true, hasSystemd: false }).fix).toBe('libvirtd -d');
});
