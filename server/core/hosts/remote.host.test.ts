import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hostRequest } from '../../../lib/contract/host-settings.ts';
import { createRequest, deleteRequest } from '../../../lib/contract/node.ts';
import { ownDatabase, ownDirectory } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { containing } from '../../testing/matching.ts';
import { coreOver } from '../../testing/memory-console.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { outcomeOf } from '../../testing/outcome.ts';
import { RemoteHost } from '../../testing/remote-host.ts';
import type { Actor, Core } from '../api.ts';

vi.setConfig({ testTimeout: 3 * 60_000, hookTimeout: 60_000 });

const ADMIN: Actor = { userId: 'u', name: 'admin@localhost', role: 'admin' };
const NAME = 'far-1';

let remote: RemoteHost;
beforeAll(async () => {
  remote = await RemoteHost.start();
});
afterAll(() => remote[Symbol.asyncDispose]());

const far = (uri: string) => hostRequest.parse({ name: 'far', uri });

const connected = (core: Core) =>
  eventually('the connection', async () => {
    const host = await core.hosts.get('far');
    if (host.state === 'unreachable') throw new Error(`${host.reason}`);
    return host.state === 'connected' && host.capacity !== null ? host : undefined;
  });

async function printed(core: Core): Promise<string> {
  const { log } = await core.consoles.open(NAME, 0);
  const texts: string[] = [];
  for (let from = 0; ;) {
    const chunk = await log.read(from, 65_536);
    if (chunk?.kind !== 'bytes') return texts.join('');
    texts.push(chunk.bytes.toString('latin1'));
    from = chunk.offset + chunk.bytes.length;
  }
}

const printsMoreThan = (core: Core, length: number) =>
  eventually('further output of the firmware', async () => {
    const text = await printed(core);
    return text.length > length ? text.length : undefined;
  });

/** The width of its screen, which ServerInit begins with. */
async function widthOf(screen: Duplex): Promise<number> {
  screen.write(Buffer.of(1));
  const bytes = await new Promise<Buffer>((resolve) => screen.once('data', resolve));
  screen.destroy();
  return bytes.readUInt16BE(0);
}

test('a node on another machine: created, observed, seen and deleted by SSH and by TLS', async () => {
  const directory = ownDirectory();
  const core = await coreOver(new MemoryHost(), await ownDatabase(directory), directory);
  await core.hosts.add(far(remote.sshUri), ADMIN);
  await connected(core);
  const request = createRequest.parse({
    ...{ name: NAME, host: 'far', template: 'http-boot', count: 1, start: true },
    ...{ vcpus: 1, memoryMiB: 512, diskGiB: 1 },
  });
  const { operations } = await core.nodes.create(request, ADMIN);
  expect(await outcomeOf(core, operations[0]?.id ?? '')).toMatchObject({ state: 'succeeded' });
  const bySsh = await printsMoreThan(core, 0);
  expect(await widthOf(await core.consoles.vnc(NAME))).toBeGreaterThan(300);
  expect(remote.listening().filter((address) => address.endsWith(':5900'))).toEqual(['127.0.0.1:5900']);
  expect((await core.nodes.efiVariables(NAME)).path).toContain('/var/lib/libvirt');

  // The same machine by another way: the boot goes on, and so does its log.
  await core.hosts.edit(far(remote.tlsUri), ADMIN);
  await connected(core);
  await expect(core.consoles.vnc(NAME)).rejects.toMatchObject({
    message: containing('carries no screens'),
    fix: containing('qemu+ssh'),
  });
  await core.nodes.act(NAME, 'reset', ADMIN);
  await printsMoreThan(core, bySsh);
  expect(await core.nodes.get(NAME)).toMatchObject({ state: 'running', bootNumber: 1 });

  const { id } = await core.nodes.remove(NAME, deleteRequest.parse({}), ADMIN);
  expect(await outcomeOf(core, id)).toMatchObject({ state: 'succeeded' });
  await core.hosts.remove('far', {}, ADMIN);
});
