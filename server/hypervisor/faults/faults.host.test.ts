import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { containing } from '../../testing/matching.ts';
import { poolName } from '../names.ts';
import { cardsIn, disksIn, interfaceOf } from '../xml/attached-devices.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { runProgram } from '../ssh/program.ts';
import { virsh, virshWith } from '../testing/virsh.ts';

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('faults');
});
afterAll(() => own.close());

const live = (uuid: string) => virsh('dumpxml', uuid);
const tc = async (...args: string[]) => runProgram('tc', args, { timeout: 5_000 });

/** Whether the kernel of this machine has such queues. */
async function hasQueues(name: string, kind: 'sfq' | 'netem'): Promise<boolean> {
  const { code } = await tc('qdisc', 'replace', 'dev', name, 'root', kind);
  await tc('qdisc', 'del', 'dev', name, 'root');
  return code === 0;
}

test('link, rates and packets of a running machine are made worse and taken back, and its definition never changes', async () => {
  const { host } = own;
  const { faults, domains } = host;
  await host.networks.ensure(await own.networkModel());
  const node = own.newNode();
  const { uuid } = node;
  await own.ensureNode(node);
  const before = await virsh('dumpxml', '--inactive', uuid);
  const mac = cardsIn(before)[0]?.device.mac ?? '';

  // Nothing is made worse of a machine that is off; taking something back from it is no error.
  await expect(faults.setLink(uuid, mac, false)).rejects.toMatchObject({ message: containing('is off') });
  await faults.setLink(uuid, mac, true);
  await domains.startPaused(uuid);

  const link = () => virsh('domif-getlink', uuid, mac);
  for (const isUp of [false, false, true, true]) {
    await faults.setLink(uuid, mac, isUp);
    expect(await link()).toContain(isUp ? 'up' : 'down');
  }

  const name = interfaceOf(await live(uuid)) ?? '';
  const queues = async () => (await tc('qdisc', 'show', 'dev', name)).stdout;
  if (await hasQueues(name, 'sfq')) {
    await faults.limitLink(uuid, mac, 50);
    expect(await live(uuid)).toMatch(/<inbound average='50'\/>\s*<outbound average='50'\/>/);
  } else {
    await expect(faults.limitLink(uuid, mac, 50)).rejects.toMatchObject({
      code: 'host-refused',
      fix: containing('sch_sfq'),
    });
  }
  await faults.limitLink(uuid, mac, null);
  expect(await live(uuid)).not.toContain('average');
  expect(await queues()).not.toContain('htb');

  await faults.limitDisk(uuid, 200);
  expect(await live(uuid)).toContain(`<total_bytes_sec>${200 * 1024}</total_bytes_sec>`);
  await faults.limitDisk(uuid, null);
  expect(await live(uuid)).not.toContain('<iotune>');

  if (await hasQueues(name, 'netem')) {
    await faults.dropPackets(uuid, mac, 20);
    expect(await queues()).toContain('loss 20%');
  } else {
    await expect(faults.dropPackets(uuid, mac, 20)).rejects.toMatchObject({
      code: 'host-refused',
      fix: containing('sch_netem'),
    });
  }
  await faults.dropPackets(uuid, mac, null);
  await faults.dropPackets(uuid, mac, null);
  expect(await queues()).not.toContain('netem');

  const parts = (xml: string) => [...cardsIn(xml), ...disksIn(xml)].map(({ text }) => text);
  expect(parts(await virsh('dumpxml', '--inactive', uuid))).toEqual(parts(before));
  await expect(faults.setLink(uuid, '52:54:00:00:00:01', false)).rejects.toMatchObject({ code: 'conflict' });

  // Limits of its own would be lost with those of the fault.
  await virshWith(
    before.replace('<model type=', "<bandwidth><inbound average='900'/></bandwidth><model type="),
    'define',
  );
  await expect(faults.limitLink(uuid, mac, 50)).rejects.toMatchObject({ message: containing('<bandwidth>') });
  // Its QEMU ends by itself.
  process.kill(Number(await readFile(`/run/libvirt/qemu/${node.name}.pid`, 'utf8')), 'SIGKILL');
  await expect.poll(async () => (await domains.get(uuid))?.state).not.toBe('paused');
  await expect
    .poll(() => domains.qemuLog(node.name), { timeout: 10_000 })
    .toMatch(/starting up libvirt version[^]*shutting down, reason=crashed/);
  expect((await host.leftovers()).pools).toEqual([poolName(own.installation)]);
  await own.removeNode(node);
  expect(await domains.qemuLog(node.name)).toBeNull();
});
