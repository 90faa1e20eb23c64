import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { bridgeName } from '../../names.ts';
import { matching } from '../../../testing/matching.ts';
import { TestInstallation } from '../../testing/test-installation.ts';

const run = promisify(execFile);
const { signal } = new AbortController();

let own: TestInstallation;
let logs: string;
beforeAll(async () => {
  logs = await mkdtemp(join(tmpdir(), 'ven-dhcp-'));
  own = await TestInstallation.open('dhcp', undefined, logs);
});
afterAll(async () => {
  await own.close();
  await rm(logs, { recursive: true, force: true });
});

/** A machine on the bridge: a network namespace. */
async function machineOn(bridge: string, address: string): Promise<string> {
  const name = `vd${own.installation.slice(-6)}`;
  await run('ip', ['netns', 'add', name]);
  // Takes both ends of the cable along.
  onTestFinished(async () => void (await run('ip', ['netns', 'delete', name])));
  await run('ip', ['link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name]);
  await run('ip', ['link', 'set', name, 'master', bridge, 'up']);
  await run('ip', ['-n', name, 'address', 'add', `${address}/24`, 'dev', 'eth0']);
  await run('ip', ['-n', name, 'link', 'set', 'eth0', 'up']);
  const forwarding = '3';
  await expect.poll(() => readFile(`/sys/class/net/${name}/brport/state`, 'utf8')).toContain(forwarding);
  return name;
}

async function dhcpServerOf(machine: string, subnet: string): Promise<void> {
  const range = `--dhcp-range=${subnet}.251,${subnet}.253`;
  const boot = `--dhcp-boot=pxelinux.0,,${subnet}.8`;
  const files = ['--conf-file=/dev/null', '--leasefile-ro', '--pid-file='];
  const options = ['--keep-in-foreground', '--port=0', '--interface=eth0', ...files, range, boot];
  const server = spawn('ip', ['netns', 'exec', machine, 'dnsmasq', ...options], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  onTestFinished(async () => {
    server.kill();
    await ended;
  });
  const sockets = ['netns', 'exec', machine, 'ss', '-Huln', 'sport', '=', ':67'];
  await expect.poll(async () => (await run('ip', sockets)).stdout).toContain(':67');
}

test('a second DHCP server on the wire is found with what it offers; the network’s own is not one', async () => {
  const { networks } = own.host;
  const model = await own.networkModel();
  await networks.ensure(model);
  onTestFinished(async () => void (await networks.removeIfUnused(model.name)));
  const bridge = bridgeName(model.name);
  const [server, other] = [`${model.subnet}.1`, `${model.subnet}.9`];
  const alone = { programs: [], offers: [], problem: null };
  expect(await networks.surveyDhcp({ bridge, server }, signal)).toEqual(alone);

  const machine = await machineOn(bridge, other);
  expect(await networks.surveyDhcp({ bridge, server }, signal)).toEqual(alone);
  expect(await networks.surveyDhcp({ bridge, server: null }, signal)).toMatchObject({
    ...{ offers: [{ server }], problem: null },
  });
  // It asks as firmware does.
  const log = () => networks.dhcpLog(model.name);
  await expect.poll(log).toContain(`bootfile name: ${model.bootProgramUrl}`);
  expect(await log()).toMatch(/: started, version .*[^]*vendor class: HTTPClient:Arch:00016[^]*DHCPOFFER\(/);
  expect((await networks.inspect(model)).state).toBe('ready');

  await dhcpServerOf(machine, model.subnet);
  const offer = {
    ...{ server: other, address: matching(/\.25[123]$/) },
    ...{ bootFile: 'pxelinux.0', nextServer: `${model.subnet}.8` },
  };
  expect(await networks.surveyDhcp({ bridge, server }, signal)).toEqual({ ...alone, offers: [offer] });
  const both = await networks.surveyDhcp({ bridge, server: null }, signal);
  expect(both?.offers.map((each) => each.server).sort()).toEqual([server, other]);
});

test('a bridge without an address is not asked, and says so', async () => {
  expect(await own.host.networks.surveyDhcp({ bridge: 'nowhere', server: null }, signal)).toEqual({
    ...{ programs: null, offers: [], problem: matching(/nowhere has no IPv4 address/) },
  });
});

test('a network whose DHCP server cannot write its log starts without; a log goes with its network', async () => {
  const { networks } = own.host;
  const model = await own.networkModel();
  await mkdir(join(logs, `${model.name}.log`));
  await networks.ensure(model);
  onTestFinished(async () => void (await networks.removeIfUnused(model.name)));
  expect(await networks.inspect(model)).toMatchObject({ state: 'ready', differences: [] });
  expect(await networks.dhcpLog(model.name)).toBeNull();
  expect(await networks.removeIfUnused(model.name)).toBe(true);
  expect(await readdir(logs)).toEqual([]);
});
