import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LibvirtStream } from '../src/index.ts';
import { Connection } from '../src/index.ts';
import { DebianHost } from './support/debian-host.ts';
import { debianTree } from './support/debian-tree.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { until } from './support/until.ts';

leaveNothingBehind();

const suite = 'trixie';
const tree = await debianTree(suite);
const rounds = 20;
const consoles = 3;

/** A boot sector that writes to the first serial port for ever: mov dx, 3f8h; mov al, 'A'; out dx, al; jmp. */
function talker(): Buffer {
  const sector = Buffer.alloc(512);
  Buffer.from('baf803b041eeebfd', 'hex').copy(sector);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

const definition = (name: string) => `<domain type='qemu'>
  <name>${name}</name><uuid>${randomUUID()}</uuid>
  <memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/run/shared/talker'/>
      <target dev='hda' bus='ide'/><shareable/></disk>
    <serial type='pty'/>
  </devices>
</domain>`;

/** The ways in which a client leaves while its streams run. */
const departures: ((connection: Connection, streams: LibvirtStream[]) => Promise<unknown>)[] = [
  (connection) => connection.close(),
  (connection, streams) => {
    for (const stream of streams) stream.destroy();
    return connection.close();
  },
  (connection, streams) => {
    for (const stream of streams) stream.end();
    return connection.close();
  },
  async (connection, streams) => {
    for (const stream of streams) await once(stream.destroy(), 'close');
    // While these are being opened the first ones' aborts may still be unanswered.
    const domains = await connection.listAllDomains();
    const reopening = domains.map((domain) =>
      domain.openConsole('serial0', 0, { timeout: 1 }).catch(() => undefined),
    );
    await Promise.all([...reopening, connection.close()]);
  },
];

const why = tree.missing === undefined ? '' : ` (skipped: ${tree.missing})`;
describe.skipIf(tree.missing !== undefined)(`libvirt of Debian ${suite}${why}`, () => {
  test(`answers after each of ${String(rounds)} stops with running streams`, async () => {
    await using host = await DebianHost.start(tree.root ?? '');
    await writeFile(join(host.directory, 'talker'), talker());
    const keeper = await Connection.open(host.uri, { timeout: 20_000 });
    const domains = await Promise.all(
      Array.from({ length: consoles }, () => keeper.domainCreateXML(definition(ownName('talker')))),
    );
    const answers: string[] = [];
    for (let round = 0; round < rounds; round++) {
      const connection = await Connection.open(host.uri, { timeout: 10_000 });
      const streams = await Promise.all(
        domains.map(async ({ uuid }) => (await connection.domainLookupByUUID(uuid)).openConsole()),
      );
      let received = 0;
      for (const stream of streams) {
        stream.on('error', () => undefined);
        stream.on('data', (chunk: Buffer) => (received += chunk.length));
      }
      await until('the guests talk', () => received > 1000);
      await departures[round % departures.length]?.(connection, streams);
      answers.push(await keeper.getHostname({ timeout: 10_000 }).then(() => 'answers', String));
      if (answers.at(-1) !== 'answers') break;
    }
    expect(answers).toEqual(Array.from({ length: rounds }, () => 'answers'));
    await keeper.close();
  });
});
