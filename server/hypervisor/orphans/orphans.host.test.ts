import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { KnownNodes } from '../api.ts';
import { nodeVolumes } from '../names.ts';
import { TestInstallation } from '../testing/test-installation.ts';
import { virsh, virshWith } from '../testing/virsh.ts';

let own: TestInstallation;
let other: TestInstallation;
beforeAll(async () => {
  [own, other] = await Promise.all([TestInstallation.open('orph'), TestInstallation.open('other')]);
});
afterAll(() => Promise.all([own.close(), other.close()]));

const NOBODY: KnownNodes = { living: [], deleted: [] };

/** What of these names is found. */
async function listed(by: TestInstallation, names: readonly string[], known = NOBODY) {
  const { orphans, unseen } = await by.host.orphans.find(known);
  expect(unseen).toBeNull();
  return orphans.filter(({ name }) => names.includes(name));
}

test('domains, volumes and networks of one console are found and removed, and nothing of another', async () => {
  const node = own.newNode();
  await own.host.networks.ensure(await own.networkModel());
  await own.ensureNode(node);
  const [disk, authority] = nodeVolumes(node.name);
  const names = [node.name, disk ?? '', authority ?? '', own.network];
  const living = [{ uuid: node.uuid, names: [node.name], network: own.network }];
  expect(await listed(own, names, { ...NOBODY, living })).toEqual([]);
  expect(await listed(other, names)).toEqual([]);
  // Its volumes and its network are in use as long as the domain is there.
  const [domain, ...more] = await listed(own, names);
  expect(more).toEqual([]);
  expect(domain).toMatchObject({ kind: 'domain', maker: 'console', name: node.name });
  if (domain !== undefined) await own.host.orphans.remove(domain);
  const rest = await listed(own, names);
  expect(rest.map(({ kind }) => kind).sort()).toEqual(['ca-list', 'disk', 'network']);
  for (const each of rest) await own.host.orphans.remove(each);
  expect(await listed(own, names)).toEqual([]);
  await own.host.storage.removePoolIfEmpty();
  expect(await own.host.leftovers()).toEqual({ domains: [], networks: [], pools: [], volumes: [] });
});

test('what the scripts leave is found, unless a domain uses it', async () => {
  const id = String(Math.floor(Math.random() * 1e9));
  const net = `orchvm-net-${id}`;
  await virshWith(`<network><name>${net}</name></network>`, 'net-define');
  onTestFinished(async () => void (await virsh('net-undefine', net).catch(() => undefined)));
  expect(await listed(other, [net])).toMatchObject([{ kind: 'network', maker: 'scripts' }]);
  const name = `vm-provisioning_${net}-vm1`;
  await virshWith(
    `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os>
<devices><interface type='network'><source network='${net}'/></interface></devices></domain>`,
    'define',
  );
  onTestFinished(async () => void (await virsh('undefine', name).catch(() => undefined)));
  expect(await listed(own, [net, name])).toEqual([]);
  await virsh('net-undefine', net);
  const [machine] = await listed(own, [net, name]);
  expect(machine).toMatchObject({ kind: 'domain', maker: 'scripts', name });
  if (machine !== undefined) await own.host.orphans.remove(machine);
  await expect(virsh('domstate', name)).rejects.toThrow();
});
