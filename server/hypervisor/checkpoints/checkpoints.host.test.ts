import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { diskVolume, tpmCopy, variablesCopy } from '../names.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh } from '../testing/virsh.ts';

const run = promisify(execFile);

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('points');
});
afterAll(() => own.close());

/** A node's disk, and what its firmware and TPM remember, as files. */
async function newNode() {
  const { host } = own;
  const node = own.newNode();
  await host.networks.ensure(await own.networkModel());
  await own.ensureNode(node);
  const place = { pool: null, name: node.name };
  const copies = (id: string) => ({ nvram: variablesCopy(node.name, id), tpm: tpmCopy(node.name, id) });
  const nvram = async () => (await host.domains.resources(node.uuid)).nvram ?? '';
  const tpm = `/var/lib/libvirt/swtpm/${node.uuid}/tpm2/tpm2-00.permall`;
  const path = async () => host.storage.volumePath(await host.checkpoints.disk(node.uuid));
  const write = async (pattern: string) =>
    run('qemu-io', ['-f', 'qcow2', '-c', `write -P ${pattern} 1M 64k`, await path()]);
  /** Fails unless the disk has that there. */
  const read = async (pattern: string) =>
    expect(
      (await run('qemu-io', ['-f', 'qcow2', '-c', `read -P ${pattern} 1M 64k`, await path()])).stdout,
    ).not.toContain('verification failed');
  return { ...node, host, place, copies, nvram, tpm, write, read };
}

test('disk, firmware variables and TPM state are frozen while a node is on or off, and put back together', async () => {
  const { host, uuid, name, place, copies, nvram, tpm, write, read } = await newNode();
  const { checkpoints } = host;
  // Before its first start, there is nothing to copy.
  const none = await checkpoints.state(uuid);
  expect(none).toEqual({ nvram: null, tpm: null });
  await checkpoints.saveState(uuid, copies('00000000'));
  expect(await checkpoints.freeze(uuid, place, '00000000')).toBe(diskVolume(name));
  await write('0x11');

  await host.domains.startPaused(uuid);
  const [firmware, state, owner] = [await readFile(await nvram()), await readFile(tpm), await stat(tpm)];
  const saved = await checkpoints.state(uuid);
  expect(saved).toMatchObject({ nvram: { bytes: firmware.length }, tpm: { mode: '0600' } });
  await checkpoints.saveState(uuid, copies('11111111'));
  expect(await host.storage.readFile(copies('11111111').tpm)).toEqual(state);
  const frozen = await checkpoints.freeze(uuid, place, '11111111');
  expect(frozen).toBe(`${name}.~00000000.qcow2`);
  // Repeated, it finds what was done.
  expect(await checkpoints.freeze(uuid, place, '11111111')).toBe(frozen);
  await expect(checkpoints.putState(uuid, copies('11111111'), saved)).rejects.toMatchObject({
    code: 'conflict',
  });
  await expect(checkpoints.useLayer(uuid, place, frozen)).rejects.toMatchObject({ code: 'conflict' });
  await host.domains.destroy(uuid);
  expect(await checkpoints.disk(uuid)).toBe(`${name}.~11111111.qcow2`);

  await write('0x22');
  await writeFile(await nvram(), Buffer.alloc(firmware.length, 0x22));
  await writeFile(tpm, Buffer.alloc(10, 0x22));
  await checkpoints.useLayer(uuid, place, await checkpoints.addLayer(place, '22222222', frozen));
  await checkpoints.putState(uuid, copies('11111111'), saved);
  await read('0x11');
  expect(await readFile(await nvram())).toEqual(firmware);
  expect(await readFile(tpm)).toEqual(state);

  // What it wrote in between is not needed by anything any more.
  await checkpoints.removeLayers(place, [`${name}.~11111111.qcow2`]);
  expect((await checkpoints.layers(place)).map((layer) => layer.name)).toEqual([
    `${name}.qcow2`,
    `${name}.~00000000.qcow2`,
    `${name}.~22222222.qcow2`,
  ]);

  // A copy has what the volume and those below it have, by itself.
  const copy = { pool: null, name: `${name}-copy` };
  await checkpoints.copyDisk(place, `${name}.~22222222.qcow2`, copy);
  expect(await checkpoints.layers(copy)).toMatchObject([{ name: `${name}-copy.qcow2`, base: null }]);
  const at = (volume: string) => host.storage.volumePath(volume);
  await run('qemu-img', ['compare', await at(`${name}.~22222222.qcow2`), await at(`${name}-copy.qcow2`)]);

  // Its machine is defined again, as when it is provisioned again: its folders are gone.
  await host.domains.remove(uuid);
  await expect(stat(tpm)).rejects.toThrow('ENOENT');
  await own.ensureNode({ name, uuid });
  await checkpoints.useLayer(uuid, place, `${name}.~22222222.qcow2`);
  await checkpoints.putState(uuid, copies('11111111'), saved);
  expect(await readFile(tpm)).toEqual(state);
  expect(await stat(tpm)).toMatchObject({ uid: owner.uid, gid: owner.gid, mode: owner.mode });
  await host.domains.startPaused(uuid);
  expect(await readFile(tpm)).toEqual(state);
  await host.domains.destroy(uuid);
  await read('0x11');

  // To before its first start: libvirt makes both anew.
  await checkpoints.useLayer(uuid, place, await checkpoints.addLayer(place, '44444444', `${name}.qcow2`));
  await checkpoints.putState(uuid, copies('00000000'), none);
  await read('0');
  await expect(stat(tpm)).rejects.toThrow('ENOENT');
  expect(await virsh('pool-list', '--all', '--name')).not.toContain('-nvram');
  await host.domains.remove(uuid);
});

test('layers are merged while a node is on or off, and whoever reads the disk finds the same', async () => {
  const { host, uuid, name, place } = await newNode();
  const { checkpoints } = host;
  const at = (id: number) => String(id).repeat(8);
  const volume = (id: number) => (id === 0 ? `${name}.qcow2` : `${name}.~${at(id)}.qcow2`);
  const io = async (id: number, command: string) =>
    run('qemu-io', ['-f', 'qcow2', '-c', command, await host.storage.volumePath(volume(id))]);
  const grow = async (id: number) => {
    await checkpoints.freeze(uuid, place, at(id));
    await io(id, `write -P ${id} ${id}M 64k`);
  };
  const merge = async (layer: number, into: number, head = layer) => {
    const what = { layer: volume(layer), into: volume(into), head: volume(head) };
    await checkpoints.merge(uuid, place, what);
    return what;
  };
  const finds = async (top: number, ...written: number[]) => {
    for (const id of written)
      expect((await io(top, `read -P ${id} ${id}M 64k`)).stdout).not.toContain('verification failed');
  };
  const bases = async () => (await checkpoints.layers(place)).map(({ base }) => base && basename(base));

  for (const id of [1, 2, 3, 4]) await grow(id);
  // Repeated, it finds what was done.
  await checkpoints.merge(uuid, place, await merge(1, 0, 2));
  await checkpoints.removeLayers(place, [volume(1)]);
  expect(await bases()).toEqual([null, volume(0), volume(2), volume(3)]);
  await finds(4, 1, 2, 3, 4);

  await host.domains.startPaused(uuid);
  await merge(2, 0, 3);
  await checkpoints.merge(uuid, place, await merge(4, 3));
  expect(await checkpoints.disk(uuid)).toBe(volume(3));
  await host.domains.destroy(uuid);
  expect(await checkpoints.disk(uuid)).toBe(volume(3));
  await checkpoints.removeLayers(place, [volume(2), volume(4)]);
  await merge(3, 0);
  expect(await checkpoints.disk(uuid)).toBe(volume(0));
  await checkpoints.removeLayers(place, [volume(3)]);
  await finds(0, 1, 2, 3, 4);

  // A branch that the node has left.
  await grow(5);
  await grow(6);
  await checkpoints.useLayer(uuid, place, await checkpoints.addLayer(place, at(7), volume(0)));
  await merge(6, 5);
  await finds(5, 1, 5, 6);
  await checkpoints.removeLayers(place, [volume(6)]);
  expect(await bases()).toEqual([null, volume(0), volume(0)]);
  expect(await virsh('list', '--all', '--name')).not.toContain('-merge-');
  await host.domains.remove(uuid);
});

test('a node with a second disk gets no checkpoint, which would not have it', async () => {
  const { host, uuid, place } = await newNode();
  const other = await host.storage.ensureDisk('_another.qcow2', 1);
  await virsh('attach-disk', uuid, other, 'vdb', '--driver', 'qemu', '--subdriver', 'qcow2', '--config');
  await expect(host.checkpoints.freeze(uuid, place, '11111111')).rejects.toThrow('vdb');
  await host.domains.remove(uuid);
});
