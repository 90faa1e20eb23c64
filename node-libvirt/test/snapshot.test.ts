import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Domain, DomainSnapshot } from '../src/index.ts';
import {
  Connection,
  DomainCreateFlags,
  DomainSnapshotDeleteFlags,
  DomainSnapshotListFlags,
  DomainSnapshotRevertFlags,
  DomainState,
  DomainUndefineFlags,
  ErrorCode,
  ListAllDomainsFlags,
} from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { lines, virsh, virshLine, virshXML } from './support/virsh.ts';

leaveNothingBehind();

let qemu: Connection;
let domain: Domain;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  const disk = join(await ownDirectory('disks'), 'disk.qcow2');
  await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '4M']);
  const devices = `<disk type='file' device='disk'>
    <driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/>
  </disk>`;
  const about = { name: ownName('snapshots'), uuid: randomUUID(), devices };
  domain = await qemu.domainDefineXML(qemuDomain(about));
});
afterAll(() => qemu.close());

const names = (snapshots: readonly DomainSnapshot[]) => snapshots.map(({ name }) => name).sort();
const namesOfVirsh = async () => lines(await virsh('snapshot-list', domain.name, '--name')).sort();
const take = (name: string) =>
  domain.snapshotCreateXML(`<domainsnapshot><name>${name}</name></domainsnapshot>`);

test('a domain without snapshots has none, and no current one', async () => {
  await expect(domain.listAllSnapshots()).resolves.toEqual([]);
  expect(await failure(domain.snapshotCurrent())).toMatchObject({ code: ErrorCode.NO_DOMAIN_SNAPSHOT });
  expect(await failure(domain.snapshotLookupByName('nothing'))).toMatchObject({
    code: ErrorCode.NO_DOMAIN_SNAPSHOT,
    call: 'DOMAIN_SNAPSHOT_LOOKUP_BY_NAME',
  });
});

test('snapshots of a shut-off and of a paused domain are listed and found', async () => {
  const off = await take('off');
  expect(off.name).toBe('off');
  await domain.create(DomainCreateFlags.START_PAUSED);
  await take('still');

  expect(names(await domain.listAllSnapshots())).toEqual(['off', 'still']);
  expect(await namesOfVirsh()).toEqual(['off', 'still']);
  expect(names(await domain.listAllSnapshots(DomainSnapshotListFlags.ROOTS))).toEqual(['off']);
  expect(names(await domain.listAllSnapshots(DomainSnapshotListFlags.ACTIVE))).toEqual(['still']);
  await expect(domain.snapshotCurrent()).resolves.toMatchObject({ name: 'still' });
  expect(await virshLine('snapshot-current', domain.name, '--name')).toBe('still');

  const found = await domain.snapshotLookupByName('off');
  expect(await found.getXMLDesc()).toBe(await virshXML('snapshot-dumpxml', domain.name, 'off'));
  const marked = await qemu.listAllDomains(ListAllDomainsFlags.HAS_SNAPSHOT);
  expect(marked.map(({ name }) => name)).toContain(domain.name);
});

test('reverting brings the domain’s state of that moment back', async () => {
  await (await domain.snapshotLookupByName('off')).revert();
  await expect(domain.getState()).resolves.toMatchObject({ state: DomainState.SHUTOFF });
  await expect(domain.snapshotCurrent()).resolves.toMatchObject({ name: 'off' });

  const still = await domain.snapshotLookupByName('still');
  await still.revert();
  await expect(domain.getState()).resolves.toMatchObject({ state: DomainState.PAUSED });
  await still.revert(DomainSnapshotRevertFlags.RUNNING);
  await expect(domain.getState()).resolves.toMatchObject({ state: DomainState.RUNNING });
  expect(await virshLine('snapshot-current', domain.name, '--name')).toBe('still');
});

test('a domain with snapshots is undefined only with a flag for their metadata', async () => {
  await domain.destroy();
  expect(await failure(domain.undefine())).toMatchObject({ code: ErrorCode.OPERATION_INVALID });
});

test('snapshots are deleted one by one or with their children', async () => {
  await take('third');
  await (await domain.snapshotLookupByName('third')).delete();
  expect(await namesOfVirsh()).toEqual(['off', 'still']);
  const off = await domain.snapshotLookupByName('off');
  await off.delete(DomainSnapshotDeleteFlags.CHILDREN);
  expect(await namesOfVirsh()).toEqual([]);
  expect(await failure(off.getXMLDesc())).toMatchObject({ code: ErrorCode.NO_DOMAIN_SNAPSHOT });
  await take('last');
  await domain.undefine(DomainUndefineFlags.SNAPSHOTS_METADATA);
});
