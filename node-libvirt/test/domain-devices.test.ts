import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Domain, DomainEvents } from '../src/index.ts';
import {
  Connection,
  DomainBlockResizeFlags,
  DomainDeviceModifyFlags,
  DomainMemoryModFlags,
  DomainVcpuFlags,
  ErrorCode,
  KeycodeSet,
} from '../src/index.ts';
import { qemuDomain, testDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { keepSubscribed } from './support/lasting-subscription.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { field, fields, virsh, virshLine } from './support/virsh.ts';

leaveNothingBehind();
keepSubscribed('qemu:///system');

const MiB = 1024n * 1024n;
const { LIVE } = DomainDeviceModifyFlags;

let qemu: Connection;
let domain: Domain;
let directory: string;
let disk: string;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  directory = await ownDirectory('disks');
  disk = join(directory, 'disk.qcow2');
  await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', disk, '8M']);
  const xml = qemuDomain({
    name: ownName('devices'),
    uuid: randomUUID(),
    memoryMiB: 32,
    vcpus: "<vcpu current='1'>2</vcpu>",
    devices: `
      <disk type='file' device='disk'>
        <driver name='qemu' type='qcow2'/><source file='${disk}'/><target dev='vda' bus='virtio'/>
      </disk>
      <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
      <graphics type='vnc' port='-1' autoport='yes'/>
      <video><model type='vga'/></video>`,
    balloon: 'virtio',
  });
  domain = await (await qemu.domainDefineXML(xml)).create();
});
afterAll(() => qemu.close());

describe('a disk', () => {
  test('has the sizes virsh domblkinfo prints, by its target and by its file', async () => {
    const printed = fields(await virsh('domblkinfo', domain.name, 'vda'));
    const sizes = {
      capacity: BigInt(field(printed, 'Capacity')),
      allocation: BigInt(field(printed, 'Allocation')),
      physical: BigInt(field(printed, 'Physical')),
    };
    await expect(domain.getBlockInfo('vda')).resolves.toEqual(sizes);
    await expect(domain.getBlockInfo(disk)).resolves.toEqual(sizes);
    expect(sizes.capacity).toBe(8n * MiB);
  });

  test('grows while the domain runs, in KiB or in bytes', async () => {
    await domain.blockResize('vda', 10n * 1024n);
    await expect(domain.getBlockInfo('vda')).resolves.toMatchObject({ capacity: 10n * MiB });
    await domain.blockResize('vda', 12n * MiB, DomainBlockResizeFlags.BYTES);
    expect(field(fields(await virsh('domblkinfo', domain.name, 'vda')), 'Capacity')).toBe(String(12n * MiB));
  });

  test('is read and written no faster than it is allowed to', async () => {
    await domain.setBlockIoTune('vda', { total_bytes_sec: 2n * MiB }, LIVE);
    const limits = fields(await virsh('blkdeviotune', domain.name, 'vda'));
    expect(field(limits, 'total_bytes_sec')).toBe(String(2n * MiB));
    await domain.setBlockIoTune('vda', { total_bytes_sec: 0n }, LIVE);
    expect(await domain.getXMLDesc()).not.toContain('iotune');
  });

  test('that is not there is refused', async () => {
    expect(await failure(domain.getBlockInfo('vdz'))).toMatchObject({
      code: ErrorCode.INVALID_ARG,
      call: 'DOMAIN_GET_BLOCK_INFO',
    });
  });
});

describe('a device of a running domain', () => {
  test('is attached and detached, with domain events', async () => {
    const added: DomainEvents['deviceAdded'][] = [];
    const removed: DomainEvents['deviceRemoved'][] = [];
    const registrations = [
      await qemu.domainEventRegister('deviceAdded', (event) => added.push(event), { domain }),
      await qemu.domainEventRegister('deviceRemoved', (event) => removed.push(event), { domain }),
    ];
    const tablet = "<input type='tablet' bus='usb'><alias name='ua-tablet'/></input>";

    await domain.attachDevice(tablet, LIVE);
    await expect.poll(() => added).toHaveLength(1);
    expect(added).toMatchObject([{ domain: { uuid: domain.uuid }, devAlias: 'ua-tablet' }]);
    expect(await virsh('dumpxml', domain.name)).toContain('ua-tablet');
    await expect(domain.isUpdated()).resolves.toBe(false);

    await domain.detachDevice(tablet, LIVE);
    await expect.poll(() => removed).toHaveLength(1);
    expect(removed).toMatchObject([{ domain: { uuid: domain.uuid }, devAlias: 'ua-tablet' }]);
    expect(await virsh('dumpxml', domain.name)).not.toContain('ua-tablet');
    for (const registration of registrations) await registration.close();
  });

  test('gets another medium, with tray events', async () => {
    const trays: DomainEvents['trayChange'][] = [];
    const registration = await qemu.domainEventRegister('trayChange', (event) => trays.push(event), {
      domain,
    });
    const medium = join(directory, 'medium.raw');
    await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'raw', medium, '1M']);
    const drive = (source: string) =>
      `<disk type='file' device='cdrom'><driver name='qemu' type='raw'/>${source}<target dev='hdc' bus='ide'/><readonly/></disk>`;
    await domain.updateDevice(drive(`<source file='${medium}'/>`), LIVE);
    expect(await virsh('domblklist', domain.name)).toContain(medium);
    await domain.updateDevice(drive(''), LIVE);
    expect(await virsh('domblklist', domain.name)).not.toContain(medium);
    await expect.poll(() => trays.length).toBeGreaterThan(0);
    expect(trays[0]).toMatchObject({ domain: { uuid: domain.uuid }, devAlias: 'ide0-1-0' });
    await registration.close();
  });
});

test('a network card of libvirt’s test driver, which no kernel has to limit, gets limits and loses them', async () => {
  await using simulated = await Connection.open('test:///default');
  const card =
    "<interface type='bridge'><mac address='52:54:00:00:00:07'/><source bridge='br0'/></interface>";
  const xml = testDomain({ name: ownName('limits'), uuid: randomUUID(), memoryMiB: 32, devices: card });
  const limited = await (await simulated.domainDefineXML(xml)).create();
  const limits = { 'inbound.average': 50, 'outbound.average': 60 };
  await limited.setInterfaceParameters('52:54:00:00:00:07', limits, LIVE);
  expect(await limited.getXMLDesc()).toMatch(/<inbound average='50'\/>\s*<outbound average='60'\/>/);
  await limited.setInterfaceParameters(
    '52:54:00:00:00:07',
    { 'inbound.average': 0, 'outbound.average': 0 },
    LIVE,
  );
  expect(await limited.getXMLDesc()).not.toContain('average');
});

describe('a running domain', () => {
  test('is given another virtual CPU', async () => {
    await domain.setVcpus(2, DomainVcpuFlags.LIVE);
    await expect(domain.getVcpus(DomainVcpuFlags.LIVE)).resolves.toBe(2);
    expect(await virshLine('vcpucount', domain.name, '--live', '--current')).toBe('2');
    await expect(domain.getVcpus(DomainVcpuFlags.LIVE | DomainVcpuFlags.MAXIMUM)).resolves.toBe(2);
    expect(await failure(domain.setVcpus(3, DomainVcpuFlags.LIVE))).toMatchObject({
      code: ErrorCode.INVALID_ARG,
      call: 'DOMAIN_SET_VCPUS_FLAGS',
    });
  });

  test('is asked for memory back, which a guest without a driver does not give', async () => {
    await domain.setMemory(16_384n, DomainMemoryModFlags.LIVE);
    await expect(domain.getInfo()).resolves.toMatchObject({ maxMem: 32_768n, memory: 32_768n });
    expect(await failure(domain.setMemory(65_536n, DomainMemoryModFlags.LIVE))).toMatchObject({
      code: ErrorCode.INVALID_ARG,
    });
  });

  test('reports a change of its tuning', async () => {
    const changes = await qemu.domainEvents('tunable', { domain });
    await virsh('blkdeviotune', domain.name, 'vda', '--live', '--total-bytes-sec', '1048576');
    const { value } = await changes.next();
    expect(value).toMatchObject({ domain: { uuid: domain.uuid } });
    expect(value?.parameters).toMatchObject({ 'blkdeviotune.total_bytes_sec': 1_048_576n });
    await changes.close();
  });

  test('shows its screen as virsh screenshot does', async () => {
    await domain.suspend();
    const { mime, stream } = await domain.screenshot();
    const picture = await buffer(stream);
    const file = join(directory, 'screen');
    await virsh('screenshot', domain.name, '--file', file);
    const { width, height } = sizeOf(picture, mime);
    expect([width, height].every((side) => side >= 200 && side <= 4096)).toBe(true);
    expect(picture.equals(await readFile(file))).toBe(true);
    await domain.resume();
  });

  test('takes keys of every code set, up to the protocol’s limit', async () => {
    await domain.sendKey(KeycodeSet.LINUX, 10, [29, 56, 111]);
    await domain.sendKey(KeycodeSet.XT, 0, [30]);
    expect(await failure(domain.sendKey(KeycodeSet.LINUX, 0, Array<number>(17).fill(30)))).toMatchObject({
      kind: 'invalid',
      call: 'DOMAIN_SEND_KEY',
    });
    expect(await failure(domain.sendKey(999, 0, [30]))).toMatchObject({ kind: 'libvirt' });
  });

  test('has no agent to answer when it has no channel for one', async () => {
    expect(await failure(domain.qemuAgentCommand('{"execute":"guest-ping"}'))).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.ARGUMENT_UNSUPPORTED,
      call: 'DOMAIN_AGENT_COMMAND',
    });
  });

  test('of the test driver shows the picture it is shipped with', async () => {
    await using simulated = await Connection.open('test:///default');
    const { mime, stream } = await (await simulated.domainLookupByName('test')).screenshot();
    expect(mime).toBe('image/png');
    const { width, height } = sizeOf(await buffer(stream), mime);
    expect(width * height).toBeGreaterThan(0);
  });
});

/** Reads a picture's header; throws when it is not of that kind. */
function sizeOf(picture: Buffer, mime: string | null): { width: number; height: number } {
  if (mime === 'image/x-portable-pixmap') {
    const [, width, height] = /^P6\n(\d+) (\d+)\n255\n/.exec(picture.toString('latin1', 0, 32)) ?? [];
    if (width === undefined || height === undefined) throw new Error('not a portable pixmap');
    const size = { width: Number(width), height: Number(height) };
    expect(picture.length).toBe(`P6\n${width} ${height}\n255\n`.length + size.width * size.height * 3);
    return size;
  }
  if (mime !== 'image/png') throw new Error(`a picture of type ${String(mime)}`);
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  expect(picture.subarray(-8, -4).toString()).toBe('IEND');
  return { width: picture.readUInt32BE(16), height: picture.readUInt32BE(20) };
}
