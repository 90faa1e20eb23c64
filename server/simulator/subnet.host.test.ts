import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { networkName, openHypervisorHost } from '../hypervisor/index.ts';
import { simulatorSubnet } from './subnet.ts';
import { ownDatabase } from '../testing/database.ts';
import { newInstallation } from '../testing/installation.ts';

test('the simulator stays on the network that is there, with another database too', async () => {
  const installation = newInstallation('');
  const name = networkName(installation, 'simulator');
  const host = openHypervisorHost({ name: 'local', uri: 'qemu:///system', installation });
  onTestFinished(async () => {
    await host.networks.removeIfUnused(name);
    await host.close();
  });
  await host.whenConnected(20_000);
  const subnet = await host.networks.freeSubnet('10.244.9');
  const names = { bootProgramUrl: 'https://boot.test/x.efi', bootScriptUrl: null, names: [] };
  await host.networks.ensure({ name, installation, subnet, ...names });
  const [old, logger] = [await ownDatabase(), pino({ level: 'silent' })];
  await old.networks.saveSubnet('local', name, '10.245.9');
  for (const database of [old, await ownDatabase()])
    expect(await simulatorSubnet(database, host, installation, logger)).toBe(subnet);
  await host.networks.removeIfUnused(name);
  expect(await simulatorSubnet(await ownDatabase(), host, installation, logger)).toMatch(/^192\.168\.|^10\./);
});
