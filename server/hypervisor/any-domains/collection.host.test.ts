import { randomUUID } from 'node:crypto';
import { Connection } from 'node-libvirt';
import { describe, expect, test } from 'vitest';
import { leaveNothingBehind } from '../../../node-libvirt/test/support/leftovers.ts';
import { PrivateDaemon } from '../../../node-libvirt/test/support/private-daemon.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { libvirtCollection } from '../../testing/libvirt-collection.ts';
import type { AnyDomainDetail } from './api.ts';
import { vncDisplayOf } from '../consoles/display.ts';
import { openHypervisorHost } from '../index.ts';
import { DOMAIN_SHAPES } from '../testing/domain-shapes.ts';
import { virshFacts } from '../testing/virsh-facts.ts';
import { bootOrderIn, withBootOrder, withDisk } from '../xml/domain-devices.ts';
import { describe as describeXml } from './describe.ts';

leaveNothingBehind();

const collection = libvirtCollection();

/** Their own daemon's, with libvirt's test driver, which takes what other drivers take. */
async function useHost() {
  const daemon = await PrivateDaemon.start();
  const uri = daemon.uri('test:///default');
  // The test driver's domains are there as long as somebody is connected.
  const connection = await Connection.open(uri);
  const host = openHypervisorHost({ name: 'local', uri, installation: 'collection' });
  await host.whenConnected(20_000);
  return {
    ...{ host, uri, connection },
    async [Symbol.asyncDispose]() {
      await host.close();
      await connection.close();
      await daemon[Symbol.asyncDispose]();
    },
  };
}

type TestHost = Awaited<ReturnType<typeof useHost>>;

/** In all states that a domain can be brought to, in turn. */
async function define({ connection }: TestHost, xml: string, turn: number): Promise<string> {
  const domain = await connection.domainDefineXML(xml);
  if (turn % 4 === 1) await domain.create();
  if (turn % 8 === 5) await domain.suspend();
  if (turn % 16 === 13) await domain.managedSave();
  return domain.uuid;
}

/** virsh names the bytes without pool or protocol, and knows no name where there is only an address. */
const agree = (ours: string | null, virshs: string): boolean =>
  virshs === '-' || ours === virshs || ours?.endsWith(`:${virshs}`) === true;

/** Where the console and virsh disagree. */
function differences(detail: AnyDomainDetail, virsh: Awaited<ReturnType<typeof virshFacts>>): string[] {
  const said = virsh.get(detail.uuid);
  if (said === undefined) return [`${detail.name}: virsh does not know it`];
  const state = detail.state === 'saved' ? 'shut off' : detail.state;
  const same = {
    state: state === said.state,
    persistent: detail.persistent === said.persistent,
    autostart: detail.autostart === said.autostart,
    disks:
      detail.disks.length === said.disks.length &&
      said.disks.every(({ device, target, source }, index) => {
        const ours = detail.disks[index];
        return ours?.device === device && ours.target === target && agree(ours.source, source);
      }),
    interfaces:
      detail.interfaces.length === said.interfaces.length &&
      said.interfaces.every(({ type, source, mac }, index) => {
        const ours = detail.interfaces[index];
        return ours?.type === type && ours.mac === mac && agree(ours.source, source);
      }),
  };
  return Object.entries(same).flatMap(([what, isSame]) => (isSame ? [] : [`${detail.name}: ${what}`]));
}

/** What its page shows of each, and of every `step`th what deleting and adopting read; what cannot be read rejects. */
async function readAll(
  { host }: TestHost,
  uuids: readonly string[],
  step: number,
): Promise<AnyDomainDetail[]> {
  const details: AnyDomainDetail[] = [];
  for (const [turn, uuid] of uuids.entries()) {
    details.push(await host.anyDomains.get(uuid));
    if (turn % step > 0) continue;
    await host.anyDomains.removal(uuid);
    await host.domains.hardware(uuid);
    await host.anyDomains.snapshots.list(uuid);
  }
  return details;
}

describe('hundreds of odd domains at once', () => {
  test('of every shape are listed, described as they are, and as virsh does', async () => {
    await using there = await useHost();
    const uuids: string[] = [];
    for (let turn = 0; turn < 8 * DOMAIN_SHAPES.length; turn++) {
      const { xml } = DOMAIN_SHAPES[turn % DOMAIN_SHAPES.length] ?? { xml: '' };
      const name = `<name>dom${turn} ü&lt;</name><uuid>${randomUUID()}</uuid><memory>524288</memory>`;
      uuids.push(await define(there, `<domain type='test'>${name}${xml}</domain>`, turn));
    }
    const listed = await there.host.anyDomains.list();
    expect(listed.map(({ uuid }) => uuid)).toEqual(expect.arrayContaining(uuids));
    expect(new Set(listed.map(({ state }) => state))).toEqual(
      new Set(['running', 'paused', 'saved', 'shut off']),
    );
    const details = await readAll(there, uuids, 7);
    for (const [turn, { facts = {} }] of DOMAIN_SHAPES.entries()) expect(details[turn]).toMatchObject(facts);
    const virsh = await virshFacts(there.uri, uuids);
    expect(details.flatMap((each) => differences(each, virsh))).toEqual([]);
    await expect(there.host.resources()).resolves.toMatchObject({ networks: [{ name: 'default' }] });
  });
});

const missing =
  collection.length === 0 ? ' (skipped: `npm test` downloads it by apt, which did not work)' : '';

describe.skipIf(missing !== '')(`libvirt's own collection of domain XML${missing}`, () => {
  test('no file of it, good or bad, breaks what reads definitions', () => {
    const broken: string[] = [];
    for (const { file, xml } of collection) {
      try {
        describeXml(file, xml);
        bootOrderIn(withBootOrder(withDisk(xml, '/x'), ['disk', 'network']));
        vncDisplayOf(file, xml);
      } catch (error) {
        // That it has no VNC display, or that libvirt would not describe a domain like this.
        if (!(error instanceof ConsoleError) || error.code !== 'conflict')
          broken.push(`${file}: ${String(error)}`);
      }
    }
    expect(broken).toEqual([]);
    expect(collection.length).toBeGreaterThan(1000);
  });

  test('all that a driver takes of it, at once, is listed and described as virsh does', async () => {
    await using there = await useHost();
    const uuids: string[] = [];
    for (const [turn, { xml }] of collection.entries()) {
      const own = xml
        .replace(/<name>[^<]*<\/name>/, `<name>collected-${turn}</name>`)
        .replace(/<uuid>[^<]*<\/uuid>/, `<uuid>${randomUUID()}</uuid>`)
        .replace(/(<domain\b[^>]*?)type=(['"])\w+\2/, "$1type='test'");
      // Many are there to be refused.
      const uuid = await define(there, own, turn).catch(() => null);
      if (uuid !== null) uuids.push(uuid);
    }
    expect(uuids.length).toBeGreaterThan(collection.length / 2);
    const begun = performance.now();
    const listed = await there.host.anyDomains.list();
    expect(performance.now() - begun).toBeLessThan(5_000);
    expect(new Set(listed.map(({ uuid }) => uuid))).toEqual(
      new Set([...uuids, ...(await there.connection.listAllDomains()).map(({ uuid }) => uuid)]),
    );
    const details = await readAll(there, uuids, 11);
    const virsh = await virshFacts(there.uri, uuids);
    expect(details.flatMap((each) => differences(each, virsh))).toEqual([]);
  });
});
