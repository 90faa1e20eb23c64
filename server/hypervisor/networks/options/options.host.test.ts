import { Resolver } from 'node:dns/promises';
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TestInstallation } from '../../testing/test-installation.ts';
import { removeQemuLog, virsh, virshWith } from '../../testing/virsh.ts';

const containing = (part: string): unknown => expect.stringContaining(part);

let own: TestInstallation;
beforeAll(async () => {
  own = await TestInstallation.open('options');
});
afterAll(() => own.close());

const THEIRS = `<metadata><o:y xmlns:o='urn:o'><dns/></o:y></metadata>
<dns><host ip='10.9.9.9'><hostname>theirs.example</hostname></host></dns>`;

/** Somebody else's network, which is active until the test ends. */
async function theirNetwork(label: string, { start = true } = {}) {
  const subnet = await own.host.networks.freeSubnet();
  const name = `vo${label}${own.installation.slice(-6)}`;
  await virshWith(
    `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'><name>${name}</name>${THEIRS}
<forward mode='nat'/><bridge name='${name}'/><ip address='${subnet}.1' netmask='255.255.255.0'>
<dhcp><range start='${subnet}.10' end='${subnet}.20'/></dhcp></ip>
<dnsmasq:options><dnsmasq:option value='dhcp-option=42,${subnet}.1'/></dnsmasq:options></network>`,
    'net-define',
  );
  onTestFinished(async () => {
    await virsh('net-destroy', name).catch(() => undefined);
    await virsh('net-undefine', name);
  });
  if (start) await virsh('net-start', name);
  return { name, gateway: `${subnet}.1` };
}

const wanted = (bootProgramUrl = 'https://boot.lab.example/ipxe.efi') => ({
  ...{ orchestrator: 'lab', bootProgramUrl, bootScriptUrl: null },
  hosts: [{ address: 'gateway', names: ['boot.lab.example'] }],
});

const xmlOf = async (name: string) => (await virsh('net-dumpxml', '--inactive', name)).trimEnd();
const configurationOf = (name: string) => readFile(`/var/lib/libvirt/dnsmasq/${name}.conf`, 'utf8');

/** A running machine of somebody else with a link to the network, and one to its bridge. */
async function theirMachine(network: string): Promise<string> {
  const name = `${network}-vm`;
  await virshWith(
    `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type arch='x86_64'>hvm</type></os><devices>
<interface type='network'><source network='${network}'/><model type='virtio'/></interface>
<interface type='bridge'><source bridge='${network}'/><model type='virtio'/></interface></devices></domain>`,
    'define',
  );
  onTestFinished(async () => {
    await virsh('destroy', name).catch(() => undefined);
    await virsh('undefine', name);
    await removeQemuLog(name);
  });
  await virsh('start', name, '--paused');
  return name;
}

const portsOf = (bridge: string) => readdir(`/sys/class/net/${bridge}/brif`);

test('options are added with a restart that keeps running machines connected, and taken back to the byte', async () => {
  const { networks } = own.host;
  const { name, gateway } = await theirNetwork('a');
  const machine = await theirMachine(name);
  const before = await xmlOf(name);
  const links = await portsOf(name);
  expect(links).toHaveLength(2);

  const plan = await networks.planOptions(name, wanted());
  expect(plan).toMatchObject({ applied: null, missing: [], restart: true, running: [machine] });
  expect(plan.before.trimEnd()).toBe(before);
  expect(await networks.changeOptions(name, wanted(), { hash: plan.hash, restart: true })).toEqual([]);
  const configuration = await configurationOf(name);
  expect(configuration).toContain('dhcp-boot=tag:efi-http,tag:!ipxe,"https://boot.lab.example/ipxe.efi"');
  expect(configuration).toContain(`dhcp-option=42,${gateway}`);
  const resolver = new Resolver();
  resolver.setServers([gateway]);
  expect(await resolver.resolve4('boot.lab.example')).toEqual([gateway]);
  expect(await portsOf(name)).toEqual(links);
  expect(await virsh('net-list', '--name')).not.toContain('_relink');

  const now = await networks.planOptions(name, wanted());
  expect(now).toMatchObject({ applied: 'lab', restart: false });
  expect(now.after).toBe(now.before);
  const back = await networks.planOptions(name, null);
  expect(await networks.changeOptions(name, null, { hash: back.hash, restart: true })).toEqual([]);
  expect(await xmlOf(name)).toBe(before);
  expect(await configurationOf(name)).not.toContain('efi-http');
  expect(await portsOf(name)).toEqual(links);
});

test('a change is refused once somebody else has changed the network, or something else runs in it', async () => {
  const { networks } = own.host;
  const { name } = await theirNetwork('b');
  const { hash } = await networks.planOptions(name, wanted());
  await virsh('net-update', name, 'add', 'dns-txt', "<txt name='a' value='b'/>", '--config');
  const edited = await xmlOf(name);
  const refused = { code: 'conflict', message: containing('changed meanwhile') };
  await expect(networks.changeOptions(name, wanted(), { hash, restart: true })).rejects.toMatchObject(
    refused,
  );
  const second = await networks.planOptions(name, wanted());
  await theirMachine(name);
  await expect(
    networks.changeOptions(name, wanted(), { hash: second.hash, restart: true }),
  ).rejects.toMatchObject(refused);
  expect(await xmlOf(name)).toBe(edited);
});

test('without a restart it is said that one is left; edits of others in between stay', async () => {
  const { networks } = own.host;
  const { name, gateway } = await theirNetwork('c');
  const { hash } = await networks.planOptions(name, wanted());
  await networks.changeOptions(name, wanted(), { hash, restart: false });
  const left = await networks.planOptions(name, wanted());
  expect(left).toMatchObject({ applied: 'lab', restart: true });
  expect(left.after).toBe(left.before);
  expect(await configurationOf(name)).not.toContain('efi-http');

  const host = `<host ip='${gateway}'><hostname>boot.lab.example</hostname></host>`;
  await virsh('net-update', name, 'delete', 'dns-host', host, '--config');
  await virsh('net-update', name, 'add', 'dns-txt', "<txt name='a' value='b'/>", '--config');
  expect(await networks.planOptions(name, wanted())).toMatchObject({
    missing: [`${gateway} boot.lab.example`],
  });
  // To another address of the orchestrator: what was added before goes.
  const moved = wanted('https://boot.lab.example/other.efi');
  const plan = await networks.planOptions(name, moved);
  expect(plan.after).not.toContain('ipxe.efi');
  await networks.changeOptions(name, moved, { hash: plan.hash, restart: true });
  const back = await networks.planOptions(name, null);
  expect(back.after).toContain("<txt name='a' value='b'/>");
  await networks.changeOptions(name, null, { hash: back.hash, restart: true });
  expect(await networks.planOptions(name, null)).toMatchObject({ applied: null, restart: false });
});

test('a network that does not start again runs on as it did', async () => {
  const { networks } = own.host;
  const { name } = await theirNetwork('d');
  await theirMachine(name);
  const links = await portsOf(name);
  // dnsmasq knows no such option: somebody has defined it without a restart.
  await virshWith((await xmlOf(name)).replace('dhcp-option=42', 'no-such-option=42'), 'net-define');
  const before = await xmlOf(name);
  const { hash } = await networks.planOptions(name, wanted());
  await expect(networks.changeOptions(name, wanted(), { hash, restart: true })).rejects.toMatchObject({
    code: 'host-refused',
  });
  expect(await xmlOf(name)).toBe(before);
  expect(await configurationOf(name)).toContain('dhcp-option=42');
  expect(await portsOf(name)).toEqual(links);
});

test('a restart that was interrupted is finished', async () => {
  const { networks } = own.host;
  const { name } = await theirNetwork('e');
  await theirMachine(name);
  const links = await portsOf(name);
  await virsh('net-destroy', name);
  expect(await networks.finishRestart(name)).toEqual([]);
  expect(await portsOf(name)).toEqual(links);
});

test('networks that cannot be changed are refused', async () => {
  const { networks } = own.host;
  const { name } = await theirNetwork('f', { start: false });
  await expect(networks.planOptions('no-such-network', wanted())).rejects.toMatchObject({
    code: 'not-found',
  });
  const other = (await xmlOf(name)).replace(
    'dhcp-option=42',
    "dhcp-boot=tag:theirs,&quot;https://theirs.example/x.efi&quot;'/><dnsmasq:option value='dhcp-option=42",
  );
  await virshWith(other, 'net-define');
  await expect(networks.planOptions(name, wanted())).rejects.toMatchObject({
    code: 'conflict',
    message: containing('https://theirs.example/x.efi'),
  });
  await virshWith((await xmlOf(name)).replace(/<dhcp>[\s\S]*<\/dhcp>/, ''), 'net-define');
  await expect(networks.planOptions(name, wanted())).rejects.toMatchObject({
    message: containing('gives no addresses'),
  });
});
