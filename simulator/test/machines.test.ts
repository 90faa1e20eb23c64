import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Laboratory, type NodeOptions } from './machines/laboratory.ts';
import { type Machine } from './machines/machine.ts';
import { recordSerialLogs } from './machines/serial-fixture.ts';
import { expectInOrder } from './support/in-order.ts';
import { API_USER, Client, ONBOARDING_USER, ShownHost } from './support/client.ts';
import { eventually } from './support/waiting.ts';

const MINUTE = 60_000;
/** What both ports show until the micro-OS runs. */
const HTTP_BOOT = [
  '>>Start HTTP Boot over IPv4',
  'iPXE initialising devices...',
  '==== iPXE boot success, chainloading Micro-OS ====',
  'Network Configuration Done',
  '=> Chainloading to Micro-OS download iPXE script',
  'Loading the Micro-OS download iPXE script...',
  // A download that takes a while shows its percentage before the "ok".
  'vmlinuz-x86_64... ',
  'ok\r\n',
  'initramfs-x86_64... ',
  'ok\r\n',
  'The Micro-OS image downloaded successfully, booting into the Micro-OS...',
];
const PROMPT = /Provide Username and password for the IDP\r\nUsername: $/;
const REFUSED = 'Incorrect username and password provided.';

let laboratory: Laboratory;
let client: Client;

beforeAll(async () => {
  laboratory = await Laboratory.open({ apiAccount: API_USER, onboardingAccount: ONBOARDING_USER });
  client = new Client(laboratory.simulator);
}, 5 * MINUTE);

afterAll(async () => {
  expect(await laboratory.close()).toEqual([]);
});

/** One machine for one scenario; what its serial ports said is kept, also of one that failed. */
async function withNode(
  scenario: string,
  options: NodeOptions,
  act: (node: Machine) => Promise<void>,
  uuid: string = randomUUID(),
): Promise<void> {
  await using node = await laboratory.powerOn(options, uuid);
  try {
    await act(node);
  } finally {
    await recordSerialLogs(scenario, node);
  }
}

const registered = (serial: string): Promise<ShownHost> =>
  client.register({ name: serial, serialNumber: serial, autoOnboard: true });

const everySerialPort = ({ ports }: Machine): string =>
  ports.map(({ text }, port) => `--- ttyS${port}\n${text}`).join('\n');

/** Until the host is "Running"; every provisioning status it showed on the way. */
async function untilRunning(node: Machine, resourceId: string): Promise<string[]> {
  const shown: string[] = [];
  await eventually(
    'the host to run',
    async () => {
      const { hostStatus, instance } = await client.host(resourceId);
      const status = instance?.provisioningStatus ?? '';
      if (shown.at(-1) !== status) shown.push(status);
      expect(status).not.toContain('Failed');
      return hostStatus === 'Running' ? true : undefined;
    },
    () => `${shown.join('\n')}\n${everySerialPort(node)}`,
    4 * MINUTE,
  );
  expect(await client.host(resourceId)).toMatchObject({
    currentState: 'HOST_STATE_ONBOARDED',
    hostStatus: 'Running',
    hostStatusIndicator: 'STATUS_INDICATION_IDLE',
    instance: { provisioningStatus: 'Provisioned', provisioningStatusIndicator: 'STATUS_INDICATION_IDLE' },
  });
  return shown;
}

async function untilFailed(node: Machine, resourceId: string): Promise<string> {
  return eventually(
    'the provisioning to fail',
    async () => {
      const status = (await client.host(resourceId)).instance?.provisioningStatus ?? '';
      return status.startsWith('Provisioning Failed') ? status : undefined;
    },
    () => everySerialPort(node),
    4 * MINUTE,
  );
}

async function logIn(node: Machine, port: 0 | 1): Promise<void> {
  const serial = node.ports[port];
  await serial.said(/login: $/);
  serial.type('user');
  await serial.said(/login: user\r\nPassword: $/);
  serial.type('user');
  await serial.said(/user@[^:]+:/);
}

describe('to Running', () => {
  test(
    'non-interactively, through HTTP boot over TLS that the firmware has verified',
    async () => {
      const { resourceId } = await registered('VH001N001M01');
      await withNode('nio-ubuntu', { serial: 'VH001N001M01' }, async (node) => {
        const shown = await untilRunning(node, resourceId);
        expect(shown).toContain('Provisioning In Progress: 3/12: Streaming OS image');
        for (const [number, port] of node.ports.entries()) {
          await port.said(/host-[0-9a-f]{8} login: $/);
          const { text } = port;
          expectInOrder(text, [
            ...HTTP_BOOT,
            '\u001b[32m Secure Boot Status MATCH \u001b[0m',
            'BdsDxe: starting Boot',
            `Ubuntu 24.04 LTS ${resourceId} ttyS${number}`,
            `${resourceId} login: `,
          ]);
          expect(text).not.toContain('Username');
          // The kernel of the micro-OS speaks on the second port only.
          expect(text.includes('] Linux version')).toBe(number === 1);
        }
        expect(node.ports[1].text).toContain('reboot: Restarting system');
        await logIn(node, 0);
        const requests = (await client.http('/admin/requests')).text;
        expect(requests).toContain('/tink-stack/signed_ipxe.efi');
      });
    },
    6 * MINUTE,
  );

  test(
    'interactively, with credentials typed at the prompt',
    async () => {
      await withNode('io-ubuntu', { serial: 'VH001N001M02' }, async (node) => {
        for (const port of node.ports) await port.said(PROMPT);
        const [first, second] = node.ports;
        const { username, password } = ONBOARDING_USER;
        second.type(username);
        await second.said(/Password: $/);
        second.type(password);
        await second.said(/\r\n\r\nUsername, Password received: Processing\r\n/);
        const { resourceId } = await hostOf(node);
        await untilRunning(node, resourceId);
        for (const port of node.ports) {
          await port.said(/login: $/);
          expectInOrder(port.text, [...HTTP_BOOT, 'Username: ', 'Secure Boot Status MATCH', 'login: ']);
          expect(port.text).not.toContain(password);
        }
        expect(first.text).not.toContain(username);
      });
    },
    6 * MINUTE,
  );
});

describe('other ways to Running', () => {
  test(
    'a system that says nothing on its serial ports',
    async () => {
      const serial = 'VH001N001M03';
      const { resourceId: hostID } = await client.register({ name: serial, serialNumber: serial });
      await client.api('POST', 'compute/instances', { hostID, osID: await system('microvisor') });
      await client.api('PATCH', `compute/hosts/${hostID}/onboard`);
      await withNode('nio-microvisor', { serial }, async (node) => {
        const shown = await untilRunning(node, hostID);
        expect(shown).toContain('Provisioning In Progress: 3/8: Streaming OS image');
        for (const { text } of node.ports) {
          expectInOrder(text, [...HTTP_BOOT, 'Secure Boot Status MATCH']);
          expect(text).toMatch(/BdsDxe: starting Boot\d{4}[^\n]*\r\n(EFI stub: [^\n]*\r\n)*$/);
        }
      });
    },
    6 * MINUTE,
  );

  test(
    'from a disk with nothing but iPXE on it',
    async () => {
      const serial = 'VH001N001M04';
      const { resourceId } = await registered(serial);
      await withNode('nio-ipxe-disk', { serial, image: 'ipxe-disk.raw' }, async (node) => {
        await untilRunning(node, resourceId);
        for (const port of node.ports) {
          await port.said(/login: $/);
          expect(port.text).not.toContain('Start HTTP Boot');
          expectInOrder(port.text, [...HTTP_BOOT.slice(1), 'Secure Boot Status MATCH', 'login: ']);
        }
      });
    },
    6 * MINUTE,
  );
});

describe('ends before the micro-OS', () => {
  test(
    'when another CA has signed the server',
    async () => {
      await client.scenario('wrong-ca');
      await withNode('wrong-ca', { serial: 'VH001N001M05' }, async (node) => {
        for (const port of node.ports) {
          await port.said(/Start HTTP Boot over IPv4[^]*Could not retrieve NBP file size from HTTP server\./);
          expect(port.text).not.toContain('iPXE');
        }
      });
      await client.http('/admin/scenarios?name=wrong-ca', { method: 'DELETE' });
    },
    4 * MINUTE,
  );
});

describe('ends at the prompt', () => {
  test(
    'with the wrong password, three times',
    async () => {
      await withNode('wrong-password', { serial: 'VH001N001M06' }, async (node) => {
        const { username } = ONBOARDING_USER;
        for (let attempt = 1; attempt <= 3; attempt++) {
          const port = node.ports[attempt % 2 === 0 ? 0 : 1];
          await port.said(times(attempt, 'Username: ', '$'));
          port.type(username);
          await port.said(/Password: $/);
          port.type('not the password');
          for (const each of node.ports) await each.said(times(attempt, REFUSED));
        }
        // Said once more when no attempt is left; after that nobody is asked again.
        for (const port of node.ports) {
          await port.said(times(4, REFUSED));
          expect(port.text.match(/Username: /g)).toHaveLength(3);
          expectInOrder(port.text, [...HTTP_BOOT, 'Username: ', REFUSED, 'Username: ', REFUSED, REFUSED]);
        }
        expect((await hosts()).map(({ uuid }) => uuid)).not.toContain(node.uuid);
      });
    },
    6 * MINUTE,
  );

  test(
    'when the orchestrator does not know the device, although it was registered',
    async () => {
      const serial = 'VH001N001M07';
      const { resourceId } = await registered(serial);
      await client.scenario('unknown-device', {}, { serial });
      await withNode('unknown-device', { serial }, async (node) => {
        for (const port of node.ports) {
          await port.said(PROMPT);
          expectInOrder(port.text, [...HTTP_BOOT, 'Provide Username and password for the IDP']);
        }
        expect(await client.host(resourceId)).toMatchObject({ onboardingStatus: 'Not Connected' });
      });
    },
    4 * MINUTE,
  );
});

describe('ends while the image is written', () => {
  test(
    'when the disk is too small',
    async () => {
      const serial = 'VH001N001M08';
      const { resourceId } = await registered(serial);
      await withNode('disk-too-small', { serial, diskMebibytes: 8 }, async (node) => {
        expect(await untilFailed(node, resourceId)).toMatch(
          /^Provisioning Failed: 3\/12: Streaming OS image failed: .*no space left on device$/,
        );
        expectSilenceAfterSecureBoot(node);
      });
    },
    6 * MINUTE,
  );

  test(
    'when the image is not the one that the profile names',
    async () => {
      const serial = 'VH001N001M09';
      const { resourceId } = await registered(serial);
      await client.scenario('image-checksum', {}, { serial });
      await withNode('image-checksum', { serial }, async (node) => {
        expect(await untilFailed(node, resourceId)).toBe(
          'Provisioning Failed: 3/12: Streaming OS image failed: SHA256 MISMATCH',
        );
        expectSilenceAfterSecureBoot(node);
      });
    },
    6 * MINUTE,
  );
});

/** Why it failed only the API tells. */
function expectSilenceAfterSecureBoot({ ports: [first] }: Machine): void {
  expectInOrder(first.text, [...HTTP_BOOT, 'Secure Boot Status MATCH']);
  expect(first.text.trimEnd().endsWith('Secure Boot Status MATCH \u001b[0m')).toBe(true);
}

/** `text` for the `count`-th time, followed by `end`. */
function times(count: number, text: string, end = ''): RegExp {
  return new RegExp(`(?:${text}[^]*){${count - 1}}${text}${end}`);
}

const Systems = z.looseObject({
  OperatingSystemResources: z.array(z.looseObject({ resourceId: z.string(), profileName: z.string() })),
});

async function system(profile: string): Promise<string> {
  const reply = Systems.parse((await client.api('GET', 'compute/os')).json);
  const found = reply.OperatingSystemResources.find(({ profileName }) => profileName.startsWith(profile));
  if (found === undefined) throw new Error(`no profile ${profile}`);
  return found.resourceId;
}

const Hosts = z.looseObject({ hosts: z.array(ShownHost) });

async function hosts(): Promise<ShownHost[]> {
  return Hosts.parse((await client.api('GET', 'compute/hosts?pageSize=100')).json).hosts;
}

/** The host that an interactive onboarding has made. */
async function hostOf(node: Machine): Promise<ShownHost> {
  return eventually(
    'the host',
    async () => (await hosts()).find(({ uuid }) => uuid === node.uuid),
    () => everySerialPort(node),
  );
}
