import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { SnapshotRequest } from '../../../lib/contract/domain-snapshot.ts';
import type { DomainAction } from '../../../lib/contract/host-domain.ts';
import { snapshotTree } from '../../../lib/domain/snapshot-tree.ts';
import { containing } from '../../testing/matching.ts';
import type { NodeMetadata } from '../api.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { removeQemuLog, virsh, virshWith } from '../testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('any');
});
afterAll(() => own.close());

/** Methods, each with its object. */
function anyDomainsOf() {
  const { anyDomains } = own.host;
  return {
    snapshots: anyDomains.snapshots,
    get: (domain: string) => anyDomains.get(domain),
    act: (domain: string, action: DomainAction) => anyDomains.act(domain, action),
    removal: (domain: string) => anyDomains.removal(domain),
    remove: (domain: string, disks: readonly string[]) => anyDomains.remove(domain, disks),
  };
}

const definition = (name: string, uuid: string) => `<domain type='qemu'>
  <name>${name}</name><uuid>${uuid}</uuid><title>A machine</title>
  <memory unit='MiB'>32</memory><vcpu>2</vcpu><os><type arch='x86_64'>hvm</type></os>
  <devices>
    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
    <serial type='pty'/><graphics type='vnc' listen='127.0.0.1'/>
    <memballoon model='none'/>
  </devices></domain>`;

const METADATA: NodeMetadata = {
  ...{ installation: 'x', nodeId: 'n', runId: 'r', template: 'adopted', orchestrator: null, flow: 'nio' },
  ...{ bootSource: { kind: 'disk' }, accelerationChoice: 'auto', pool: null, createdBy: 'a@b' },
  ...{ createdAt: '2026-01-02T03:04:05.678Z', note: '', labels: [], files: null },
};

async function someDomain(how: 'define' | 'create') {
  const [name, uuid] = [`foreign-${own.installation}-${randomUUID().slice(0, 8)}`, randomUUID()];
  await virshWith(definition(name, uuid), ...(how === 'create' ? ['create', '--paused'] : ['define']));
  onTestFinished(async () => {
    await virsh('destroy', name).catch(() => undefined);
    await virsh('undefine', '--managed-save', name).catch(() => undefined);
    await removeQemuLog(name);
  });
  const find = async () => (await own.host.anyDomains.list()).find((each) => each.uuid === uuid);
  return { name, uuid, find };
}

describe('a domain of somebody else', () => {
  test('is listed with its state, described, and switched', async () => {
    const { host } = own;
    const { name, uuid, find } = await someDomain('define');
    await virsh('autostart', name);
    const facts = { uuid, name, vcpus: 2, memoryMiB: 32, persistent: true };
    expect(await find()).toEqual({ ...facts, state: 'shut off', reason: 'unknown', autostart: true });
    await virsh('autostart', '--disable', name);
    await host.anyDomains.act(uuid, 'start');
    await host.anyDomains.act(name, 'pause');
    expect(await find()).toMatchObject({ state: 'paused', reason: 'user', autostart: false });
    expect(await host.anyDomains.get(name)).toMatchObject({
      ...{ ...facts, title: 'A machine', madeBy: null, serialPorts: 1, displays: ['vnc'] },
      disks: [{ target: 'sda', device: 'cdrom', bus: 'sata', source: null }],
      interfaces: [],
    });
    expect(await host.anyDomains.xml(name, 'next')).not.toContain("<domain type='qemu' id=");
    const port = await host.anyDomains.openSerial(uuid, 0);
    // Another program is not thrown out.
    await expect(host.anyDomains.openSerial(uuid, 0)).rejects.toMatchObject({ code: 'conflict' });
    port.destroy();
    await once(port, 'close');
    await host.anyDomains.mark(uuid, METADATA);
    expect(await host.domains.get(uuid)).toMatchObject({ metadata: METADATA });
    await host.anyDomains.mark(uuid, null);
    expect(await host.domains.get(uuid)).toMatchObject({ metadata: null });
    await host.anyDomains.act(uuid, 'save');
    expect(await find()).toMatchObject({ state: 'saved' });
    expect(await host.anyDomains.get(uuid)).toMatchObject({ state: 'saved' });
    await expect(host.anyDomains.act(uuid, 'reset')).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is gone when it was transient and is powered off', async () => {
    const { uuid, find } = await someDomain('create');
    expect(await find()).toMatchObject({ state: 'paused', persistent: false });
    await own.host.anyDomains.act(uuid, 'stop');
    expect(await find()).toBeUndefined();
    await expect(own.host.anyDomains.get(uuid)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('snapshots of a domain of somebody else', () => {
  async function withDisks(...formats: readonly string[]) {
    const folder = await mkdtemp(join(tmpdir(), 'ven-snap-'));
    const paths = await Promise.all(
      formats.map(async (format, index) => {
        const path = join(folder, `disk${index}.${format}`);
        await promisify(execFile)('qemu-img', ['create', '-q', '-f', format, path, '4M']);
        return path;
      }),
    );
    await chmod(folder, 0o755);
    const disks = paths.map(
      (path, index) => `<disk type='file' device='disk'><driver name='qemu' type='${formats[index]}'/>
        <source file='${path}'/><target dev='vd${'ab'[index]}' bus='virtio'/></disk>`,
    );
    const [name, uuid] = [`foreign-${own.installation}-${randomUUID().slice(0, 8)}`, randomUUID()];
    await virshWith(definition(name, uuid).replace('<devices>', `<devices>${disks.join('')}`), 'define');
    onTestFinished(async () => {
      await virsh('destroy', name).catch(() => undefined);
      await virsh('undefine', '--snapshots-metadata', '--managed-save', name).catch(() => undefined);
      await rm(folder, { recursive: true });
      await removeQemuLog(name);
    });
    return { name, uuid, folder, paths };
  }
  const request = (name: string, changes: Partial<SnapshotRequest> = {}): SnapshotRequest => ({
    ...{ name, description: '', kind: 'internal', memory: true, quiesce: false },
    ...changes,
  });
  const revert = { confirm: '', state: 'as-it-was', force: false } as const;

  test('are taken, listed as a tree, gone back to, and deleted with their children', async () => {
    const { snapshots, act } = anyDomainsOf();
    const { uuid } = await withDisks('qcow2');
    expect(await snapshots.list(uuid)).toEqual([]);
    await snapshots.take(uuid, request('off', { description: 'A <start> & more' }));
    await act(uuid, 'start');
    await act(uuid, 'pause');
    await snapshots.take(uuid, request('on'));
    await expect(snapshots.take(uuid, request('on'))).rejects.toMatchObject({ code: 'conflict' });
    await expect(snapshots.take(uuid, request('bare', { memory: false }))).rejects.toMatchObject({
      code: 'invalid',
    });
    const disks = [{ target: 'vda', snapshot: 'internal', file: null }];
    expect(snapshotTree(await snapshots.list(uuid)).map(({ snapshot }) => snapshot)).toMatchObject([
      { name: 'off', parent: null, current: false, state: 'shutoff', description: 'A <start> & more', disks },
      { name: 'on', parent: 'off', current: true, state: 'paused', memory: 'internal' },
    ]);
    expect(await snapshots.xml(uuid, 'on')).toContain('<domainsnapshot>');
    await snapshots.revert(uuid, 'off', revert);
    expect(await anyDomainsOf().get(uuid)).toMatchObject({ state: 'shut off' });
    await snapshots.revert(uuid, 'on', revert);
    expect(await anyDomainsOf().get(uuid)).toMatchObject({ state: 'paused' });
    await act(uuid, 'stop');
    await snapshots.delete(uuid, 'off', { children: true, recordOnly: false });
    expect(await snapshots.list(uuid)).toEqual([]);
    await expect(snapshots.xml(uuid, 'off')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('what libvirt refuses is told with the next step', async () => {
    const { snapshots } = anyDomainsOf();
    const { uuid, folder } = await withDisks('raw', 'qcow2');
    await expect(snapshots.take(uuid, request('inside'))).rejects.toMatchObject({
      ...{ code: 'conflict', fix: containing('take an external one') },
    });
    await snapshots.take(uuid, request('outside', { kind: 'external' }));
    expect(await snapshots.list(uuid)).toMatchObject([
      { name: 'outside', memory: 'no', disks: [{ snapshot: 'external' }, { snapshot: 'external' }] },
    ]);
    const present = await anyDomainsOf().get(uuid);
    expect(present.disks.map(({ source }) => source)).toContain(join(folder, 'disk0.outside'));
    // Later versions of libvirt can.
    const back = await snapshots.revert(uuid, 'outside', revert).catch((error: unknown) => error);
    if (back !== undefined) expect(back).toMatchObject({ code: 'conflict', fix: containing('external') });
    await snapshots.delete(uuid, 'outside', { children: false, recordOnly: true });
    expect(await snapshots.list(uuid)).toEqual([]);
  });

  test('are deleted with their domain, and of its disks those that were chosen', async () => {
    const { snapshots, removal, remove } = anyDomainsOf();
    const { name, uuid, folder, paths } = await withDisks('qcow2', 'qcow2');
    await snapshots.take(uuid, request('before'));
    expect(await removal(uuid)).toMatchObject({
      ...{ refusal: null, disks: [{ refusal: 'it is in no storage pool' }, {}] },
      items: [
        { kind: 'domain', name },
        { kind: 'snapshot', name: 'before' },
      ],
    });
    await expect(remove(uuid, ['vda'])).rejects.toMatchObject({ code: 'conflict' });
    const pool = `pool-${name}`;
    await own.host.anyStorage.createPool({ name: pool, path: folder, autostart: false });
    onTestFinished(() => own.host.anyStorage.removePool(pool));
    await virsh('start', '--paused', name);
    await expect(remove(uuid, [])).rejects.toMatchObject({ message: containing('power it off first') });
    await virsh('destroy', name);
    expect(await remove(uuid, ['vda'])).toEqual({
      disks: [{ target: 'vda', path: paths[0], failure: null }],
    });
    await expect(anyDomainsOf().get(uuid)).rejects.toMatchObject({ code: 'not-found' });
    expect((await own.host.anyStorage.volumes(pool)).map((volume) => volume.name)).toEqual(['disk1.qcow2']);
  });
});
