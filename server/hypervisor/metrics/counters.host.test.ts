import { randomUUID } from 'node:crypto';
import { Connection } from 'node-libvirt';
import { expect, test } from 'vitest';
import { eventually } from '../../testing/eventually.ts';
import { removeQemuLog, virsh, virshWith } from '../testing/virsh.ts';
import { readCounters } from './counters.ts';

/** Paused, so it uses no processor time and its counters stand still. */
const definition = (
  name: string,
  uuid: string,
) => `<domain type='qemu'><name>${name}</name><uuid>${uuid}</uuid>
  <memory unit='MiB'>32</memory><vcpu>2</vcpu><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
  <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
  <interface type='user'><mac address='52:54:00:00:00:01'/></interface></devices></domain>`;

test('counters of a domain are those of virsh domstats', async () => {
  const uuid = randomUUID();
  const name = `counted-${process.pid}`;
  await virshWith(definition(name, uuid), 'create', '--paused');
  try {
    await using connection = await Connection.open('qemu:///system');
    // libvirt leaves out what it would have to wait for, as for a machine that somebody else is asking.
    const { domains, time, memory, cpus } = await eventually('its memory', async () => {
      const counters = await readCounters(connection);
      const isThere = counters.domains.some((each) => each.uuid === uuid && each.residentMiB !== null);
      return isThere ? counters : undefined;
    });
    const printed = await virsh('domstats', name);
    const value = (field: string) => Number(new RegExp(`^  ${field}=(\\d+)$`, 'm').exec(printed)?.[1]);
    const found = domains.find((each) => each.uuid === uuid);
    expect(found).toMatchObject({
      ...{ name, vcpus: value('vcpu.current'), memoryMiB: value('balloon.maximum') / 1024 },
      diskRead: value('block.0.rd.bytes') || 0,
      diskWritten: value('block.0.wr.bytes') || 0,
    });
    // The kernel may take some of it, or count anew, between the two.
    expect(found?.residentMiB).toBeCloseTo(value('balloon.rss') / 1024, -1);
    expect(found?.waitingTime).toBeGreaterThanOrEqual(0);
    expect(found?.cpuTime).toBeGreaterThan(0);
    expect(found?.cpuTime).toBeLessThanOrEqual(value('cpu.time'));
    expect(found?.powerOn).toBe(Number((await virsh('domid', name)).trim()));
    expect(time?.busy).toBeGreaterThan(0);
    expect(memory?.usedMiB).toBeLessThan(memory?.totalMiB ?? 0);
    expect(cpus).toBeGreaterThan(0);
  } finally {
    await virsh('destroy', name);
    await removeQemuLog(name);
  }
});

test('a driver without statistics has none, and is not a failure', async () => {
  await using connection = await Connection.open('test:///default');
  expect(await readCounters(connection)).toMatchObject({ memory: null, domains: [] });
});
