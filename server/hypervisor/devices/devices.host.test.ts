import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { Connection, type Domain, type LibvirtStream } from 'node-libvirt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TinyGuest } from '../../../node-libvirt/test/support/tiny-guest.ts';
import { containing } from '../../testing/matching.ts';
import { isDiskAt } from '../testing/machine-parts.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh, virshWith } from '../testing/virsh.ts';

let own: TestInstallation;
let guest: TinyGuest;
let connection: Connection;
beforeAll(async () => {
  own = await TestInstallation.open('plug');
  guest = await TinyGuest.build();
  connection = await Connection.open('qemu:///system');
});
afterAll(async () => {
  await connection.close();
  await own.close();
  await rm(guest.directory, { recursive: true, force: true });
});

/** The machine of a node, with a kernel that boots at once in place of the firmware, and a drive that this kernel knows. */
async function withKernel(uuid: string): Promise<Domain> {
  const xml = (await virsh('dumpxml', '--inactive', '--security-info', uuid))
    .replace(/<loader[\s\S]*?<\/nvram>|<loader.*?<\/loader>\s*<nvram.*?\/>/, guest.boot('storage'))
    .replace(/<tpm[\s\S]*?<\/tpm>/, '')
    .replace(
      /<\/devices>/,
      `<controller type='scsi' index='0' model='virtio-scsi'/>
       <disk type='file' device='cdrom'><driver name='qemu' type='raw'/><target dev='sdb' bus='scsi'/><readonly/></disk>
       </devices>`,
    );
  await virshWith(xml, 'define');
  return connection.domainLookupByUUID(uuid);
}

/** A shell of the guest: runs a command and resolves to what it prints, until a word at its end. */
class Shell {
  readonly #stream: LibvirtStream;
  #text = '';

  constructor(stream: LibvirtStream) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => (this.#text += chunk.toString('latin1')));
    stream.on('error', () => undefined);
  }

  async says(word: string): Promise<void> {
    await expect.poll(() => this.#text, { timeout: 60_000 }).toContain(word);
  }

  async run(command: string): Promise<string> {
    this.#text = '';
    this.#stream.write(`${command}; echo "do""ne"\n`);
    await this.says('done');
    return this.#text;
  }

  async finds(command: string, what: RegExp): Promise<void> {
    await expect.poll(() => this.run(command), { timeout: 20_000 }).toMatch(what);
  }
}

test('disks, cards and media come and go in a running guest, and one that does not answer keeps what it has', async () => {
  const { host } = own;
  const { devices, domains, storage } = host;
  await host.networks.ensure(await own.networkModel());
  const node = own.newNode();
  const { uuid } = node;
  await own.ensureNode(node);
  const domain = await withKernel(uuid);
  const [one, two] = [Buffer.from('the first medium'), Buffer.from('the second one')];
  const image = (name: string, text: Buffer) =>
    storage.ensureFile(`${node.name}.${name}`, Buffer.concat([text], 2048), 'domain');
  const [first, second] = [await image('ipxe', one), await image('seed.iso', two)];

  await domains.startPaused(uuid);
  const shell = new Shell(await domain.openConsole('serial0'));
  await domains.resume(uuid);
  await shell.says('tiny guest ready');

  // Media: what the guest reads from its drive.
  const medium = 'dd if=/dev/sr0 bs=16 count=1 2>/dev/null';
  await domains.reconfigure(uuid, { medium: first });
  await shell.finds(medium, /the first medium/);
  await domains.reconfigure(uuid, { medium: second });
  await shell.finds(medium, /the second one/);
  await domains.reconfigure(uuid, { medium: null });
  await shell.finds(medium, /^(?!.*(?:medium|second))/s);

  // A disk, which is found by its serial number.
  const serial = randomBytes(4).toString('hex');
  const path = await storage.ensureDisk(`${node.name}.+${serial}.qcow2`, 1);
  const disk = { path, format: 'qcow2', bus: 'virtio', serial } as const;
  await devices.attachDisk(uuid, disk);
  // As after a crash.
  await devices.attachDisk(uuid, disk);
  const named = 'cat /sys/block/vd*/serial';
  await shell.finds(named, new RegExp(serial));
  const has = { role: 'added', target: 'vdb', bus: 'virtio', path, owned: true, bytes: 1024 ** 3 };
  const both = { present: { disks: [{ role: 'first' }, has] }, next: { disks: [{ role: 'first' }, has] } };
  expect(await domains.configuration(uuid)).toMatchObject(both);
  expect((await domains.resources(uuid)).volumes).toContain(`${node.name}.+${serial}.qcow2`);

  // A card, and both again with libvirt's word that the guest let go.
  const mac = '52:54:00:aa:bb:01';
  const card = { mac, model: 'virtio', network: { kind: 'network', name: own.network } } as const;
  await devices.attachCard(uuid, card);
  await shell.finds('cat /sys/class/net/*/address', new RegExp(mac));
  expect(await domains.configuration(uuid)).toMatchObject({
    present: { nics: [{ role: 'first' }, { mac }] },
  });
  await devices.detachCard(uuid, mac, 'now');
  expect(await shell.run('cat /sys/class/net/*/address')).not.toContain(mac);
  await devices.detachDisk(uuid, 'vdb', 'now');
  await devices.detachDisk(uuid, 'vdb', 'now');
  expect(await shell.run(named)).not.toContain(serial);
  const after = await domains.configuration(uuid);
  expect([after.present?.disks, after.next.disks].map((disks) => disks?.length)).toEqual([1, 1]);
  expect(after.next.nics).toHaveLength(1);

  // SATA disks wait for a power-off, in both directions.
  await devices.attachDisk(uuid, { ...disk, bus: 'sata' });
  const waiting = await domains.configuration(uuid);
  expect(isDiskAt(waiting.present, path)).toBe(false);
  expect(isDiskAt(waiting.next, path)).toBe(true);
  await devices.detachDisk(uuid, 'sda', 'now');
  expect(isDiskAt((await domains.configuration(uuid)).next, path)).toBe(false);

  // A guest that does nothing: what it has stays, now and for its next start.
  await devices.attachDisk(uuid, disk);
  await domains.pause(uuid);
  await expect(devices.detachDisk(uuid, 'vdb', 'now')).rejects.toMatchObject({
    code: 'timed-out',
    message: containing('did not give vdb back within 12 seconds'),
  });
  expect(await domains.configuration(uuid)).toMatchObject(both);
  await devices.detachDisk(uuid, 'vdb', 'next-start');
  const later = await domains.configuration(uuid);
  expect([isDiskAt(later.present, path), isDiskAt(later.next, path)]).toEqual([true, false]);
  await domains.destroy(uuid);
  await own.removeNode(node);
  await storage.removeVolumes([`${node.name}.+${serial}.qcow2`]);
});
