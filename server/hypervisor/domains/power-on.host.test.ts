import { expect, test } from 'vitest';
import { Connection, DomainCreateFlags } from 'node-libvirt';
import { until } from '../../../node-libvirt/test/support/until.ts';
import { PrivateHost } from '../../testing/private-host.ts';
import { openHypervisorHost } from '../index.ts';

/** Never resumed, so it uses no processor time. */
const DOMAIN = `<domain type='qemu'><name>paused</name><memory unit='MiB'>16</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>`;

test('a power-on is itself across restarts of the daemon, and no other with the same number', async () => {
  await using privateHost = await PrivateHost.start();
  const { uri } = privateHost;
  const host = openHypervisorHost({ name: 'private', uri, installation: `power${process.pid}` });
  try {
    await host.whenConnected(30_000);
    const uuid = await defined(uri);
    expect(await host.domains.powerOnId(uuid)).toBeNull();
    const id = await started(uri, uuid);
    const first = await host.domains.powerOnId(uuid);
    expect(first).not.toBeNull();
    expect(await host.domains.powerOnId(uuid)).toBe(first);
    const restart = async () => {
      await privateHost.endDaemon('SIGKILL');
      await until('the loss is noticed', () => host.status.state === 'unreachable');
      await privateHost.startDaemon();
      await host.whenConnected(30_000);
    };
    await restart();
    expect(await host.domains.powerOnId(uuid)).toBe(first);
    await host.domains.reset(uuid);
    expect(await host.domains.powerOnId(uuid)).toBe(first);

    await host.domains.destroy(uuid);
    expect(await host.domains.powerOnId(uuid)).toBeNull();
    await restart();
    expect(await started(uri, uuid)).toBe(id);
    expect(await host.domains.powerOnId(uuid)).not.toBe(first);
  } finally {
    await host.close();
  }
});

async function defined(uri: string): Promise<string> {
  await using connection = await Connection.open(uri);
  return (await connection.domainDefineXML(DOMAIN)).uuid;
}

/** Starts the domain and returns libvirt's id of it. */
async function started(uri: string, uuid: string): Promise<number> {
  await using connection = await Connection.open(uri);
  await (await connection.domainLookupByUUID(uuid)).create(DomainCreateFlags.START_PAUSED);
  return (await connection.domainLookupByUUID(uuid)).id;
}
