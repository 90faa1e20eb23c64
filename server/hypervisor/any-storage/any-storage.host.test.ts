import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh, virshWith } from '../testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('objects');
});
afterAll(() => own.close());

test('a pool of somebody else: volumes are created, grown, written, read and deleted', async () => {
  const { anyStorage } = own.host;
  const pool = `pool-${own.installation}`;
  const path = await mkdtemp(join(tmpdir(), 'ven-pool-'));
  await anyStorage.createPool({ name: pool, path, autostart: false });
  onTestFinished(async () => {
    await virsh('pool-destroy', pool).catch(() => undefined);
    await virsh('pool-undefine', pool).catch(() => undefined);
  });
  await expect(anyStorage.createPool({ name: pool, path, autostart: false })).rejects.toMatchObject({
    code: 'conflict',
  });
  const raw = { pool, name: 'data.raw' };
  await anyStorage.createVolume(pool, { name: raw.name, bytes: 1_048_576, format: 'raw' });
  await anyStorage.write(raw, 0, Buffer.from('hello '));
  await anyStorage.write(raw, 6, Buffer.from('world'));
  const { bytes, stream } = await anyStorage.read(raw);
  expect(bytes).toBe(1_048_576);
  expect((await buffer(stream)).subarray(0, 11).toString()).toBe('hello world');
  await expect(anyStorage.resizeVolume(raw, 10)).rejects.toMatchObject({ code: 'conflict' });
  await anyStorage.resizeVolume(raw, 2_097_152);
  const name = `foreign-${own.installation}-disk`;
  const uses = (devices: string, kernel = '') =>
    virshWith(
      `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory>
<os><type arch='x86_64'>hvm</type>${kernel}</os><devices>${devices}</devices></domain>`,
      'define',
    );
  const disk = (type: string, source: string) =>
    `<disk type='${type}'><source ${source}/><target dev='sda' bus='sata'/></disk>`;
  for (const [devices, kernel] of [
    [disk('file', `file='${path}/data.raw'`), ''],
    [disk('volume', `pool='${pool}' volume='data.raw'`), ''],
    ['', `<kernel>${path}/data.raw</kernel>`],
  ]) {
    await uses(devices ?? '', kernel);
    expect(await anyStorage.volumes(pool)).toMatchObject([
      { name: 'data.raw', format: 'raw', capacityBytes: 2_097_152, users: [name] },
    ]);
    if (devices !== '')
      expect(await own.host.anyDomains.removal(name)).toMatchObject({
        disks: [{ target: 'sda', path: `${path}/data.raw`, pool, refusal: null }],
      });
    await virsh('undefine', name);
  }
  expect(await anyStorage.volumes(pool)).toMatchObject([{ users: [] }]);
  await anyStorage.removeVolume(raw);
  await expect(anyStorage.removeVolume(raw)).rejects.toMatchObject({ code: 'not-found' });
  await anyStorage.actOnPool(pool, 'stop');
  expect(await anyStorage.volumes(pool)).toEqual([]);
  await anyStorage.removePool(pool);
  await expect(anyStorage.volumes(pool)).rejects.toMatchObject({ code: 'not-found' });
});

test('a network: made, described, stopped, removed; its name and addresses are not taken twice', async () => {
  const { anyNetworks, networks } = own.host;
  const name = `net-${own.installation}`;
  const subnet = `${await networks.freeSubnet()}.0/24`;
  const request = { name, subnet, forward: 'isolated', dhcp: true, autostart: false } as const;
  await anyNetworks.create(request);
  onTestFinished(async () => {
    await virsh('net-destroy', name).catch(() => undefined);
    await virsh('net-undefine', name).catch(() => undefined);
  });
  expect(await anyNetworks.get(name)).toMatchObject({
    ...{ name, active: true, forward: 'isolated', dhcp: true, own: false, users: [], leases: [] },
    ...{ persistent: true, autostart: false },
  });
  await expect(anyNetworks.create(request)).rejects.toMatchObject({ code: 'conflict' });
  await expect(anyNetworks.create({ ...request, name: `${name}b` })).rejects.toMatchObject({
    code: 'conflict',
  });
  await anyNetworks.act(name, 'stop');
  await anyNetworks.act(name, 'autostart');
  expect(await anyNetworks.get(name)).toMatchObject({ active: false, autostart: true });
  await anyNetworks.remove(name);
  await expect(anyNetworks.get(name)).rejects.toMatchObject({ code: 'not-found' });
});
