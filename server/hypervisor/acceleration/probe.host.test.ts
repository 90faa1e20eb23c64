import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Connection, DomainEventType } from 'node-libvirt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openHypervisorHost } from '../index.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { probeXml } from './probe-domain.ts';
import { tryGuest } from './probe.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('hyperprobe');
  // The tests' hosts belong to one installation, which uses one name for its probe's guest.
  await own.host.acceleration();
});
afterAll(() => own.close());

test('the probe reports the acceleration and the reason, leaves nothing, and is not repeated after a restart', async () => {
  const { installation } = own;
  const probes = new Map<string, string>();
  const options = {
    name: 'local',
    uri: 'qemu:///system',
    installation,
    probes: {
      probe: (name: string) => Promise.resolve(probes.get(name) ?? null),
      saveProbe: (name: string, probe: string) => Promise.resolve(void probes.set(name, probe)),
    },
  };
  const first = openHypervisorHost(options);
  await first.whenConnected(20_000);
  // Concurrent callers get the same answer.
  const [found, again] = await Promise.all([first.acceleration(), first.acceleration()]);
  expect(again).toBe(found);
  expect(found.reason).toMatch(found.kind === 'kvm' ? /firmware ran with KVM/ : /KVM/);
  expect(found.reason).not.toContain('\n');
  expect(first.status.acceleration).toEqual(found);
  expect((await first.checks()).find(({ id }) => id === 'acceleration')?.status).toBe(
    found.kind === 'kvm' ? 'ok' : 'warn',
  );
  await first.close();

  const second = openHypervisorHost(options);
  const hints: string[] = [];
  second.onDomain(({ name }) => hints.push(name));
  await second.whenConnected(20_000);
  expect(await second.acceleration()).toEqual(found);
  expect(hints.filter((name) => name.startsWith(`ven-${installation}`))).toEqual([]);
  // libvirt lists a transient domain for a moment after it has ended.
  const nothing = { domains: [], networks: [], pools: [], volumes: [] };
  await expect.poll(() => second.leftovers(), { timeout: 20_000 }).toEqual(nothing);
  const log = `ven-${installation}-probe.log`;
  // Only root may remove it.
  if (process.getuid?.() === 0) expect(await readdir('/var/log/libvirt/qemu')).not.toContain(log);
  await second.close();
});

test('a probe that is given up half-way removes its guest', async () => {
  // Emulated: the test must not depend on whether this machine has working KVM.
  const name = `ven-${own.installation}-probe`;
  const stop = new AbortController();
  await using connection = await Connection.open('qemu:///system');
  const registration = await connection.domainEventRegister('lifecycle', ({ domain, event }) => {
    if (domain.name === name && event === DomainEventType.RESUMED) stop.abort(new Error('enough'));
  });
  const xml = probeXml(name, randomUUID(), await own.host.firmware(false), 'tcg');
  await expect(tryGuest(connection, xml, { name, signal: stop.signal })).rejects.toMatchObject({
    code: 'interrupted',
  });
  await registration.close();
  await expect.poll(async () => (await own.host.leftovers()).domains, { timeout: 20_000 }).toEqual([]);
});

test('closing right after connecting, while the probe may run, leaves no guest', async () => {
  const { installation } = own;
  const host = openHypervisorHost({ name: 'local', uri: 'qemu:///system', installation });
  await host.whenConnected(20_000);
  await host.close();
  await expect.poll(async () => (await own.host.leftovers()).domains, { timeout: 20_000 }).toEqual([]);
});
