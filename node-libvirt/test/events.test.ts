import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Domain, DomainEvents } from '../src/index.ts';
import {
  Connection,
  DomainBlockJobType,
  DomainCreateFlags,
  DomainEventBlockJobStatus,
  DomainEventDefinedDetail,
  DomainEventDiskChangeReason,
  DomainEventGraphicsPhase,
  DomainEventResumedDetail,
  DomainEventShutdownDetail,
  DomainEventStartedDetail,
  DomainEventStoppedDetail,
  DomainEventSuspendedDetail,
  DomainEventType,
  DomainEventUndefinedDetail,
  DomainJobOperation,
  DomainMetadataType,
  nameOf,
} from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { keepSubscribed } from './support/lasting-subscription.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { ownDirectory } from './support/own-directory.ts';
import { VirshEvents } from './support/virsh-events.ts';
import { virsh, virshLine } from './support/virsh.ts';

leaveNothingBehind();
keepSubscribed('qemu:///system');

let qemu: Connection;
let directory: string;
beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  directory = await ownDirectory('events');
});
afterAll(() => qemu.close());

const details: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  DEFINED: DomainEventDefinedDetail,
  UNDEFINED: DomainEventUndefinedDetail,
  STARTED: DomainEventStartedDetail,
  SUSPENDED: DomainEventSuspendedDetail,
  RESUMED: DomainEventResumedDetail,
  STOPPED: DomainEventStoppedDetail,
  SHUTDOWN: DomainEventShutdownDetail,
};

/** `Stopped Destroyed`, as virsh prints it. */
function words({ event, detail }: DomainEvents['lifecycle']): string {
  const type = nameOf(DomainEventType, event);
  return [type, nameOf(details[type] ?? {}, detail)].map(titled).join(' ');
}

function titled(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

test('a domain’s whole life comes in order, by listener and by iterator, as virsh event sees it', async () => {
  const about = { name: ownName('life'), uuid: randomUUID() };
  const heard: string[] = [];
  const registration = await qemu.domainEventRegister('lifecycle', (event) => {
    if (event.domain.uuid === about.uuid) heard.push(words(event));
  });
  const witness = new VirshEvents();
  onTestFinished(() => {
    witness.stop();
  });
  const probe = await qemu.domainDefineXML(qemuDomain({ name: ownName('probe'), uuid: randomUUID() }));
  await witness.listening(probe.name, async () =>
    qemu.domainDefineXML(qemuDomain({ name: probe.name, uuid: probe.uuid })),
  );

  const domain = await qemu.domainDefineXML(qemuDomain(about));
  const read = await qemu.domainEvents('lifecycle', { domain });
  await qemu.domainDefineXML(qemuDomain(about));
  await domain.create();
  await domain.suspend();
  await domain.resume();
  await domain.managedSave();
  await domain.create(DomainCreateFlags.START_PAUSED);
  await domain.destroy();
  await domain.undefine();

  const life = [
    'Defined Added',
    'Defined Updated',
    'Resumed Unpaused',
    'Started Booted',
    'Suspended Paused',
    'Resumed Unpaused',
    'Suspended Paused',
    'Stopped Saved',
    'Started Restored',
    'Suspended Paused',
    'Stopped Destroyed',
    'Undefined Removed',
  ];
  // A QEMU that is told to quit may or may not have time to announce it.
  const isCertain = (event: string) => !event.startsWith('Shutdown');
  await expect.poll(() => heard.filter(isCertain)).toEqual(life);
  await expect.poll(() => witness.of(about.name).filter(isCertain)).toEqual(life);
  for (const expected of heard.slice(1)) {
    const { value } = await read.next();
    expect(value && words(value)).toBe(expected);
  }
  await read.close();
  await registration.close();
  await probe.undefine();
});

test('a rename is the old name undefined and the new one defined', async () => {
  const old = await qemu.domainDefineXML(qemuDomain({ name: ownName('old'), uuid: randomUUID() }));
  const events = await qemu.domainEvents('lifecycle', { domain: old });
  const renamed = await old.rename(ownName('new'));
  const first = await events.next();
  const second = await events.next();
  expect(
    [first.value, second.value].map((event) => event && `${event.domain.name}: ${words(event)}`),
  ).toEqual([`${old.name}: Undefined Renamed`, `${renamed.name}: Defined Renamed`]);
  await events.close();
  await renamed.undefine();
});

let domain: Domain | undefined;
afterEach(async () => {
  await domain?.destroy().catch(() => undefined);
  await domain?.undefine().catch(() => undefined);
  domain = undefined;
});

async function running(label: string, devices = ''): Promise<Domain> {
  const about = { name: ownName(label), uuid: randomUUID(), devices };
  domain = await qemu.domainDefineXML(qemuDomain(about));
  await domain.create(DomainCreateFlags.START_PAUSED);
  return domain;
}

test('a reset is a reboot, and changed metadata is announced with its namespace', async () => {
  const own = await running('reset');
  const reboots = await qemu.domainEvents('reboot', { domain: own });
  const changes = await qemu.domainEvents('metadataChange', { domain: own });
  await own.resume();
  await own.reset();
  const reboot = await reboots.next();
  expect(reboot.value).toMatchObject({ domain: { name: own.name, uuid: own.uuid } });

  const namespace = 'https://example.org/node-libvirt/test';
  await own.setMetadata(DomainMetadataType.TITLE, 'title');
  await own.setMetadata(DomainMetadataType.ELEMENT, '<mark/>', 'own', namespace);
  const title = await changes.next();
  expect(title.value).toMatchObject({ type: DomainMetadataType.TITLE, namespace: null });
  const element = await changes.next();
  expect(element.value).toMatchObject({ type: DomainMetadataType.ELEMENT, namespace });
  await reboots.close();
  await changes.close();
});

test('a viewer of the screen is announced with its address and authentication', async () => {
  const own = await running('screen', "<graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'/>");
  const events = await qemu.domainEvents('graphics', { domain: own });
  const display = /:(\d+)$/.exec(await virshLine('vncdisplay', own.name))?.[1];
  const port = 5900 + Number(display);

  // RFB 3.8 as far as the picture: version, security type 1 (none), shared.
  const viewer = connect(port, '127.0.0.1');
  await once(viewer, 'data');
  viewer.write('RFB 003.008\n');
  await once(viewer, 'data');
  viewer.write(Buffer.from([1]));
  await once(viewer, 'data');
  viewer.write(Buffer.from([1]));
  await once(viewer, 'data');
  const from = { family: 0, node: '127.0.0.1', service: String(viewer.localPort) };
  viewer.end();

  for (const phase of [
    DomainEventGraphicsPhase.CONNECT,
    DomainEventGraphicsPhase.INITIALIZE,
    DomainEventGraphicsPhase.DISCONNECT,
  ]) {
    const { value } = await events.next();
    expect(value).toMatchObject({
      domain: { uuid: own.uuid },
      phase,
      local: { node: '127.0.0.1', service: String(port) },
      remote: from,
    });
  }
  await events.close();
});

test('a medium that is missing at the start is announced', async () => {
  const missing = join(directory, 'missing.iso');
  const devices = `<disk type='file' device='cdrom'>
    <source file='${missing}' startupPolicy='optional'/><target dev='hdc' bus='ide'/><readonly/>
  </disk>`;
  const about = { name: ownName('missing'), uuid: randomUUID(), devices };
  domain = await qemu.domainDefineXML(qemuDomain(about));
  const events = await qemu.domainEvents('diskChange', { domain });
  await domain.create(DomainCreateFlags.START_PAUSED);
  const { value } = await events.next();
  expect(value).toMatchObject({
    domain: { uuid: domain.uuid },
    oldSrcPath: missing,
    newSrcPath: null,
    reason: DomainEventDiskChangeReason.CHANGE_MISSING_ON_START,
  });
  await events.close();
});

test('block jobs and backups are announced when they are over', async () => {
  const base = join(directory, 'base.qcow2');
  const top = join(directory, 'top.qcow2');
  const qemuImg = promisify(execFile);
  await qemuImg('qemu-img', ['create', '-q', '-f', 'qcow2', base, '1M']);
  await qemuImg('qemu-img', ['create', '-q', '-f', 'qcow2', '-F', 'qcow2', '-b', base, top]);
  const own = await running(
    'block-job',
    `<disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/><source file='${top}'/><target dev='vda' bus='virtio'/>
    </disk>`,
  );
  const jobs = await qemu.domainEvents('blockJob', { domain: own });
  await virsh('blockpull', own.name, 'vda');
  const { value } = await jobs.next();
  expect(value).toMatchObject({
    domain: { uuid: own.uuid },
    disk: 'vda',
    type: DomainBlockJobType.PULL,
    status: DomainEventBlockJobStatus.COMPLETED,
  });
  await jobs.close();

  const finished = await qemu.domainEvents('jobCompleted', { domain: own });
  await virsh('backup-begin', own.name);
  const job = await finished.next();
  expect(job.value?.parameters).toMatchObject({ operation: DomainJobOperation.BACKUP, success: true });
  await finished.close();
});
