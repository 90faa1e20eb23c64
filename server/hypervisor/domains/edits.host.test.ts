import { afterAll, beforeAll, expect, test } from 'vitest';
import { ipxeVolume, seedVolume } from '../names.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh } from '../testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('edits');
});
afterAll(() => own.close());

test('metadata, name and autostart of a domain that is off, and metadata of one that is on', async () => {
  const { domains, networks } = own.host;
  await networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  const annotations = { note: 'two\n"lines" & <more>', labels: ['lab', 'site=oslo'] };
  await domains.annotate(node.uuid, annotations);
  await domains.setAutostart(node.uuid, true);
  expect(await domains.get(node.uuid)).toMatchObject({ metadata: { ...annotations, nodeId: node.name } });
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: null, autostart: true });

  const next = `${node.name}-new`;
  await domains.annotate(node.uuid, { files: node.name });
  await domains.rename(node.uuid, next);
  // As after a crash.
  await domains.rename(node.uuid, next);
  expect(await domains.get(node.uuid)).toMatchObject({ name: next, metadata: { files: node.name } });
  expect(await domains.configuration(node.uuid)).toMatchObject({ autostart: true });
  await domains.setAutostart(node.uuid, false);

  await domains.startPaused(node.uuid);
  await expect(domains.rename(node.uuid, 'other')).rejects.toMatchObject({ code: 'conflict' });
  await domains.annotate(node.uuid, { note: 'while it is on' });
  for (const flag of [[], ['--inactive']])
    expect(await virsh('dumpxml', ...flag, node.uuid)).toContain('while it is on');
  await domains.destroy(node.uuid);
  const { nvram } = await domains.resources(node.uuid);
  expect(nvram).toContain(node.name);
  expect(nvram).not.toContain(next);
  await own.removeNode(node);
  expect((await own.host.leftovers()).domains).toEqual([]);
});

test('a machine is changed at once where libvirt can, and else for its next start', async () => {
  const { domains, networks, storage } = own.host;
  await networks.ensure(await own.networkModel());
  const node = own.newNode();
  await own.ensureNode(node);
  const iso = await storage.ensureFile(`${node.name}.seed.iso`, Buffer.alloc(4096), 'domain');
  // In front of what it has, and with room for more.
  await domains.reconfigure(node.uuid, { maxVcpus: 4, bootOrder: ['network', 'disk'] });
  await domains.growDisk(node.uuid, 2);
  const off = { vcpus: 1, maxVcpus: 4, memoryMiB: 256, diskGiB: 2, drive: 'none', medium: null };
  const expected = {
    ...off,
    bootOrder: ['network', 'disk'],
    network: { kind: 'network', name: own.network },
  };
  expect(await domains.configuration(node.uuid)).toMatchObject({
    ...{ present: null, next: expected, autostart: false },
  });

  await domains.startPaused(node.uuid);
  const change = { vcpus: 2, memoryMiB: 512, bootOrder: ['medium', 'disk'], medium: iso } as const;
  await domains.reconfigure(node.uuid, change);
  // As after a crash.
  await domains.reconfigure(node.uuid, change);
  await domains.growDisk(node.uuid, 3);
  const next = { vcpus: 2, memoryMiB: 512, diskGiB: 3, drive: 'cdrom', medium: iso };
  expect(await domains.configuration(node.uuid)).toMatchObject({
    present: { ...off, vcpus: 2, diskGiB: 3 },
    next: { ...next, bootOrder: ['medium', 'disk'] },
  });
  await domains.destroy(node.uuid);

  await domains.startPaused(node.uuid);
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: next });
  await domains.reconfigure(node.uuid, { medium: null });
  const ejected = { ...next, medium: null, bootOrder: ['medium', 'disk'] };
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: ejected, next: ejected });
  await domains.reconfigure(node.uuid, { medium: iso });
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: next, next });

  const other = {
    ...(await own.networkModel()),
    name: `${own.network}-b`,
    subnet: await networks.freeSubnet(),
  };
  await networks.ensure(other);
  await domains.reconfigure(node.uuid, { network: { kind: 'network', name: other.name } });
  const moved = { network: { kind: 'network', name: other.name } };
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: moved, next: moved });
  await domains.destroy(node.uuid);
  await own.removeNode(node);
  await networks.removeIfUnused(other.name);
});

test('a USB medium is pulled out of a machine, on or off, and another one plugged in', async () => {
  const { domains, networks, storage } = own.host;
  await networks.ensure(await own.networkModel());
  const node = own.newNode();
  const model = await own.ensureNode(node);
  const image = (name: string) => storage.ensureFile(name, Buffer.alloc(4096), 'domain');
  const first = await image(seedVolume(node.name));
  const second = await image(ipxeVolume(node.name));
  await domains.remove(node.uuid);
  await domains.ensure({
    ...model,
    ...{ networkBoot: false, medium: { path: first, format: 'raw', attachment: 'usb', first: true } },
  });
  const has = (medium: string | null) => ({ drive: 'usb', medium });
  await domains.startPaused(node.uuid);
  await domains.reconfigure(node.uuid, { medium: second });
  // As after a crash.
  await domains.reconfigure(node.uuid, { medium: second });
  const changed = { ...has(second), bootOrder: ['medium', 'disk'] };
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: changed, next: changed });
  await domains.reconfigure(node.uuid, { medium: null });
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: has(null), next: has(null) });
  await domains.reconfigure(node.uuid, { medium: first });
  expect(await domains.configuration(node.uuid)).toMatchObject({ present: has(first), next: has(first) });
  await domains.destroy(node.uuid);
  await domains.reconfigure(node.uuid, { medium: second, bootOrder: ['disk', 'medium'] });
  expect((await domains.configuration(node.uuid)).next).toMatchObject({
    ...has(second),
    bootOrder: ['disk', 'medium'],
  });
  await own.removeNode(node);
});
