import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Domain, DomainEvents, LibvirtStream, Network } from '../src/index.ts';
import {
  Connection,
  DomainEventAgentLifecycleState,
  DomainInterfaceAddressesSource,
  DomainMemoryModFlags,
  DomainQemuAgentCommandTimeout,
  DomainRebootFlags,
  DomainShutdownFlags,
  DomainShutoffReason,
  DomainState,
  ErrorCode,
  IPAddrType,
  KeycodeSet,
} from '../src/index.ts';
import { qemuDomain } from './support/domain-xml.ts';
import { failure } from './support/failure.ts';
import { keepSubscribed } from './support/lasting-subscription.ts';
import { leaveNothingBehind } from './support/leftovers.ts';
import { ownName } from './support/names.ts';
import { isolatedNetwork } from './support/network-xml.ts';
import { TinyGuest, tinyGuestMemory } from './support/tiny-guest.ts';
import { Transcript } from './support/transcript.ts';
import { virsh } from './support/virsh.ts';

leaveNothingBehind();
keepSubscribed('qemu:///system');

const mac = '52:54:00:6e:6c:76';
const { LEASE, AGENT } = DomainInterfaceAddressesSource;

let qemu: Connection;
let network: Network;
let domain: Domain;
let serial: LibvirtStream;
let transcript: Transcript;
const agentStates: DomainEvents['agentLifecycle'][] = [];
const reboots: DomainEvents['reboot'][] = [];

beforeAll(async () => {
  qemu = await Connection.open('qemu:///system');
  const guest = await TinyGuest.build();
  network = await qemu.networkCreateXML(isolatedNetwork({ name: ownName('guests'), uuid: randomUUID() }));
  const xml = qemuDomain({
    name: ownName('guest'),
    uuid: randomUUID(),
    memoryMiB: tinyGuestMemory,
    boot: guest.boot('agent', 'button', 'lease'),
    devices: `
      <serial type='pty'/>
      <interface type='network'>
        <mac address='${mac}'/><source network='${network.name}'/><model type='virtio'/><rom enabled='no'/>
      </interface>
      <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>`,
    balloon: 'virtio',
  });
  domain = await qemu.domainDefineXML(xml);
  await qemu.domainEventRegister('agentLifecycle', (event) => agentStates.push(event), { domain });
  await qemu.domainEventRegister('reboot', (event) => reboots.push(event), { domain });
  await domain.create();
  serial = await domain.openConsole();
  transcript = new Transcript(serial);
  await transcript.until('tiny guest ready\r\n');
});
afterAll(() => qemu.close());

describe('a guest on a network', () => {
  test('has a lease that the network and the domain both know', async () => {
    const leased = /leased (\S+)/.exec(transcript.text)?.[1];
    const leases = await network.getDHCPLeases();
    expect(leases).toMatchObject([
      { type: IPAddrType.IPV4, mac, ipaddr: leased, prefix: 24, hostname: 'tiny', iaid: null },
    ]);
    const inOneHour = BigInt(Math.trunc(Date.now() / 1000) + 3600);
    expect(leases[0]?.expirytime).toBeGreaterThan(inOneHour - 120n);
    expect(await virsh('net-dhcp-leases', network.name)).toContain(`${leased ?? ''}/24`);

    await expect(network.getDHCPLeases(mac)).resolves.toEqual(leases);
    await expect(network.getDHCPLeases('52:54:00:00:00:00')).resolves.toEqual([]);

    const [found] = await domain.interfaceAddresses(LEASE);
    expect(found).toMatchObject({
      hwaddr: mac,
      addrs: [{ type: IPAddrType.IPV4, addr: leased, prefix: 24 }],
    });
    expect(await virsh('domifaddr', domain.name, '--source', 'lease')).toContain(found?.name);
  });

  test('has the host name that it sent by DHCP', async () => {
    // 1: ask the leases (VIR_DOMAIN_GET_HOSTNAME_LEASE).
    await expect(domain.getHostname(1)).resolves.toBe('tiny');
  });
});

describe('a guest with an agent', () => {
  test('reports when the agent connects', async () => {
    await expect
      .poll(() => agentStates.at(-1))
      .toMatchObject({
        domain: { uuid: domain.uuid },
        state: DomainEventAgentLifecycleState.CONNECTED,
      });
  });

  test('answers commands', async () => {
    await expect(domain.qemuAgentCommand('{"execute":"guest-ping"}')).resolves.toBe('{"return":{}}');
    await expect(
      domain.qemuAgentCommand('{"execute":"guest-get-host-name"}', DomainQemuAgentCommandTimeout.BLOCK),
    ).resolves.toBe('{"return":{"host-name":"tiny-by-agent"}}');
  });

  test('answers what it cannot do with the agent’s own error', async () => {
    const error = await failure(domain.qemuAgentCommand('{"execute":"guest-nonsense"}', 5));
    expect(error).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.INTERNAL_ERROR,
      call: 'DOMAIN_AGENT_COMMAND',
    });
    expect(error.message).toContain('the tiny agent cannot do that');
  });

  test('reports its addresses and its name', async () => {
    await expect(domain.interfaceAddresses(AGENT)).resolves.toEqual([
      {
        name: 'tiny0',
        hwaddr: '52:54:00:00:00:07',
        addrs: [
          { type: IPAddrType.IPV4, addr: '192.0.2.7', prefix: 24 },
          { type: IPAddrType.IPV6, addr: '2001:db8::7', prefix: 64 },
        ],
      },
    ]);
    // 2: ask the agent (VIR_DOMAIN_GET_HOSTNAME_AGENT).
    await expect(domain.getHostname(2)).resolves.toBe('tiny-by-agent');
  });
});

describe('a guest that listens', () => {
  test('gives memory back when asked to, and takes it again', async () => {
    const changes = await qemu.domainEvents('balloonChange', { domain });
    const less = BigInt((tinyGuestMemory - 16) * 1024);
    await domain.setMemory(less, DomainMemoryModFlags.LIVE);
    await expect.poll(async () => (await domain.getInfo()).memory, { timeout: 20_000 }).toBe(less);
    const { value } = await changes.next();
    expect(value).toMatchObject({ domain: { uuid: domain.uuid } });
    expect(value?.actual).toBeLessThan(BigInt(tinyGuestMemory * 1024));
    await changes.close();
  });

  test('sets its clock, which the host notices', async () => {
    const changes = await qemu.domainEvents('rtcChange', { domain });
    serial.write('date -s @1000000000 > /dev/null; hwclock -w\n');
    const { value } = await changes.next();
    expect(value).toMatchObject({ domain: { uuid: domain.uuid } });
    expect(value?.utcOffset).toBeLessThan(0n);
    await changes.close();
  });

  test('sees the keys that are sent to it', async () => {
    const [leftControl, leftAlt, del] = [29, 56, 111];
    await domain.sendKey(KeycodeSet.LINUX, 50, [leftControl, leftAlt, del]);
    await transcript.until('the three keys were pressed');
  });

  test('reboots when asked to', async () => {
    await domain.reboot(DomainRebootFlags.ACPI_POWER_BTN);
    await transcript.until('the power button was pressed');
    await transcript.until(/tiny guest ready[^]*tiny guest ready/);
    expect(reboots[0]).toMatchObject({ domain: { uuid: domain.uuid } });
    await expect(domain.getState()).resolves.toMatchObject({ state: DomainState.RUNNING });
  });

  test('whose agent is gone is unresponsive', async () => {
    const ping = () => domain.qemuAgentCommand('{"execute":"guest-ping"}', 5);
    await vi.waitFor(ping, { timeout: 20_000 });
    serial.write('killall agent\n');
    await expect
      .poll(() => agentStates.at(-1)?.state, { timeout: 20_000 })
      .toBe(DomainEventAgentLifecycleState.DISCONNECTED);
    expect(await failure(ping())).toMatchObject({
      kind: 'libvirt',
      code: ErrorCode.AGENT_UNRESPONSIVE,
      call: 'DOMAIN_AGENT_COMMAND',
    });
  });

  test('powers off when asked to, and its console ends', async () => {
    await domain.shutdown(DomainShutdownFlags.ACPI_POWER_BTN);
    await expect(transcript.ended).resolves.toBeUndefined();
    await expect
      .poll(() => domain.getState())
      .toEqual({ state: DomainState.SHUTOFF, reason: DomainShutoffReason.SHUTDOWN });
    expect(agentStates.at(-1)?.state).toBe(DomainEventAgentLifecycleState.DISCONNECTED);
  });
});
