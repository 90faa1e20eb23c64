import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { leaveNothingBehind } from '../../../node-libvirt/test/support/leftovers.ts';
import { PrivateDaemon } from '../../../node-libvirt/test/support/private-daemon.ts';
import { deadlineOf } from '../connection/deadlines.ts';
import { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { listDomains } from '../domains/inventory.ts';
import { HostAnyDomains } from './any-domains.ts';

leaveNothingBehind();

/** A connection to a host with that many domains, and what was called since it was there. */
async function hostWith(daemon: PrivateDaemon, count: number) {
  const file = join(daemon.directory, `${count}.xml`);
  const domain = (index: number) =>
    `<domain type='test'><name>d${index}</name><memory>1024</memory><os><type>hvm</type></os></domain>`;
  await writeFile(
    file,
    `<node>${Array.from({ length: count }, (_, index) => domain(index)).join('')}</node>`,
  );
  await chmod(file, 0o644);
  const calls: string[] = [];
  const callTimeout = (call: string): number => {
    calls.push(call);
    return deadlineOf(call);
  };
  const nothing = (): void => undefined;
  const listeners = { connected: nothing, disconnected: nothing, onEvent: nothing, onObject: nothing };
  const connection = new ReconnectingConnection(daemon.uri(`test://${file}`), listeners, { callTimeout });
  await connection.whenConnected(20_000);
  calls.length = 0;
  return {
    connection,
    calls,
    domains: new HostAnyDomains(connection, { isLocal: true, installation: 'calls' }),
  };
}

test('lists take the same calls for hundreds of domains as for one, and a changed domain those for itself', async () => {
  await using daemon = await PrivateDaemon.start();
  const made: string[][] = [];
  for (const count of [1, 300]) {
    const { connection, calls, domains } = await hostWith(daemon, count);
    const listed = await domains.list();
    expect(listed).toHaveLength(count);
    await expect(connection.use('listing', listDomains)).resolves.toHaveLength(count);
    expect(await domains.row(listed[0]?.uuid ?? '')).toEqual(listed[0]);
    made.push([...calls]);
    await connection.close();
  }
  const [one, hundreds] = made;
  expect(hundreds).toEqual(one);
  expect(one?.filter((call) => call.startsWith('CONNECT_'))).toHaveLength(7);
});
