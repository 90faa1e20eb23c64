import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Laboratory, type NodeOptions } from './machines/laboratory.ts';
import { processesOf } from './machines/leftovers.ts';
import { type Machine } from './machines/machine.ts';
import { hostOf, untilFailed, untilRunning } from './machines/provisioning.ts';
import { recordSerialLogs } from './machines/serial-fixture.ts';
import {
  answerPrompt,
  expectSilenceAfterSecureBoot,
  HTTP_BOOT,
  logIn,
  PROMPT,
  REFUSED,
  SECURE_BOOT_MATCH,
  times,
} from './machines/serial-texts.ts';
import { expectInOrder } from './support/in-order.ts';
import { API_USER, Client, ONBOARDING_USER, type ShownHost } from './support/client.ts';

const MINUTE = 60_000;
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
): Promise<void> {
  await using node = await laboratory.powerOn(options);
  try {
    await act(node);
  } finally {
    await recordSerialLogs(scenario, node);
  }
}

const registered = (serial: string): Promise<ShownHost> =>
  client.register({ name: serial, serialNumber: serial, autoOnboard: true });

describe('to Running', () => {
  test(
    'non-interactively, through HTTP boot over TLS that the firmware has verified',
    async () => {
      const { resourceId } = await registered('VH001N001M01');
      await withNode('nio-ubuntu', { serial: 'VH001N001M01' }, async (node) => {
        const shown = await untilRunning(client, node, resourceId);
        expect(shown).toContain('Provisioning In Progress: 3/12: Streaming OS image');
        for (const [number, port] of node.ports.entries()) {
          await port.said(/host-[0-9a-f]{8} login: $/);
          const { text } = port;
          expectInOrder(text, [
            ...HTTP_BOOT,
            SECURE_BOOT_MATCH,
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
        const requests = (await client.admin('/admin/requests')).text;
        expect(requests).toContain('/tink-stack/signed_ipxe.efi');
      });
    },
    10 * MINUTE,
  );

  test(
    'interactively, with credentials typed at the prompt',
    async () => {
      await withNode('io-ubuntu', { serial: 'VH001N001M02' }, async (node) => {
        for (const port of node.ports) await port.said(PROMPT);
        const [first, second] = node.ports;
        const { username, password } = ONBOARDING_USER;
        await answerPrompt(node, 1, ONBOARDING_USER);
        await second.said(/\r\n\r\nUsername, Password received: Processing\r\n/);
        const { resourceId } = await hostOf(client, node);
        await untilRunning(client, node, resourceId);
        for (const port of node.ports) {
          await port.said(/login: $/);
          expectInOrder(port.text, [...HTTP_BOOT, 'Username: ', SECURE_BOOT_MATCH, 'login: ']);
          expect(port.text).not.toContain(password);
        }
        expect(first.text).not.toContain(username);
      });
    },
    10 * MINUTE,
  );
});

describe('other ways to Running', () => {
  test(
    'a system that says nothing on its serial ports',
    async () => {
      const serial = 'VH001N001M03';
      const { resourceId: hostID } = await client.register({ name: serial, serialNumber: serial });
      const { resourceId: osID } = await client.system('microvisor');
      await client.api('POST', 'compute/instances', { hostID, osID });
      await client.api('PATCH', `compute/hosts/${hostID}/onboard`);
      await withNode('nio-microvisor', { serial }, async (node) => {
        const shown = await untilRunning(client, node, hostID);
        expect(shown).toContain('Provisioning In Progress: 3/8: Streaming OS image');
        for (const { text } of node.ports) {
          expectInOrder(text, [...HTTP_BOOT, SECURE_BOOT_MATCH]);
          expect(text).toMatch(/BdsDxe: starting Boot\d{4}[^\n]*\r\n(EFI stub: [^\n]*\r\n)*$/);
        }
      });
    },
    10 * MINUTE,
  );

  test(
    'from a disk with nothing but iPXE on it',
    async () => {
      const serial = 'VH001N001M04';
      const { resourceId } = await registered(serial);
      await withNode('nio-ipxe-disk', { serial, image: 'ipxe-disk.raw' }, async (node) => {
        await untilRunning(client, node, resourceId);
        for (const port of node.ports) {
          await port.said(/login: $/);
          expect(port.text).not.toContain('Start HTTP Boot');
          expectInOrder(port.text, [...HTTP_BOOT.slice(1), SECURE_BOOT_MATCH, 'login: ']);
        }
      });
    },
    10 * MINUTE,
  );
});

describe('ends before the micro-OS', () => {
  test(
    'when another CA has signed the server',
    async () => {
      await client.scenario('wrong-ca');
      onTestFinished(async () => {
        await client.admin('/admin/scenarios?name=wrong-ca', { method: 'DELETE' });
      });
      await withNode('wrong-ca', { serial: 'VH001N001M05' }, async (node) => {
        for (const port of node.ports) {
          await port.said(/Start HTTP Boot over IPv4[^]*Could not retrieve NBP file size from HTTP server\./);
          expect(port.text).not.toContain('iPXE');
        }
      });
    },
    8 * MINUTE,
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
          await port.said(times(attempt, 'Username: '));
          port.type(username);
          // Every other one of them is asked for here.
          await port.said(times(Math.ceil(attempt / 2), 'Password: '));
          port.type('not the password');
          for (const each of node.ports) await each.said(times(attempt, REFUSED));
        }
        // Said once more when no attempt is left; after that nobody is asked again.
        for (const port of node.ports) {
          await port.said(times(4, REFUSED));
          expect(port.text.match(/Username: /g)).toHaveLength(3);
          expectInOrder(port.text, [...HTTP_BOOT, 'Username: ', REFUSED, 'Username: ', REFUSED, REFUSED]);
        }
        expect((await client.hosts()).map(({ uuid }) => uuid)).not.toContain(node.uuid);
      });
    },
    10 * MINUTE,
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
    8 * MINUTE,
  );
});

describe('ends while the image is written', () => {
  test(
    'when the disk is too small',
    async () => {
      const serial = 'VH001N001M08';
      const { resourceId } = await registered(serial);
      await withNode('disk-too-small', { serial, diskMebibytes: 8 }, async (node) => {
        expect(await untilFailed(client, node, resourceId)).toMatch(
          /^Provisioning Failed: 3\/12: Streaming OS image failed: .*no space left on device$/,
        );
        expectSilenceAfterSecureBoot(node);
      });
    },
    10 * MINUTE,
  );

  test(
    'when the image is not the one that the profile names',
    async () => {
      const serial = 'VH001N001M09';
      const { resourceId } = await registered(serial);
      await client.scenario('image-checksum', {}, { serial });
      await withNode('image-checksum', { serial }, async (node) => {
        expect(await untilFailed(client, node, resourceId)).toBe(
          'Provisioning Failed: 3/12: Streaming OS image failed: SHA256 MISMATCH',
        );
        expectSilenceAfterSecureBoot(node);
      });
    },
    10 * MINUTE,
  );
});

describe('two orchestrators on one host', () => {
  test(
    'have a network and a node each, and one ends without a trace while the other goes on',
    async () => {
      // The same serial number in both: what tells the nodes apart is whom they can reach, and whose CA they trust.
      const serial = 'VH001N001M10';
      const otherUser = { username: 'other-user', password: 'Other-password-1234' };
      await using other = await Laboratory.open({ apiAccount: API_USER, onboardingAccount: otherUser });
      const otherClient = new Client(other.simulator);
      await using node = await laboratory.powerOn({ serial });
      // Left to its laboratory, which ends with this node still running.
      const otherNode = await other.powerOn({ serial });
      for (const port of [...node.ports, ...otherNode.ports]) await port.said(PROMPT);
      const kernel = `/tink-stack/of/${serial}/vmlinuz-x86_64`;
      const networks = [...(await client.askers(kernel)), ...(await otherClient.askers(kernel))].map(
        networkOf,
      );
      expect(networks).toHaveLength(2);
      expect(networks[0]).not.toBe(networks[1]);
      const tpmState = `/var/lib/libvirt/swtpm/${otherNode.uuid}`;
      expect(existsSync(tpmState)).toBe(true);
      expect((await processesOf(other.names)).map((file) => path.basename(file)).sort()).toEqual(
        expect.arrayContaining(['dnsmasq', 'qemu-system-x86_64', 'swtpm']),
      );

      expect(await other.close()).toEqual([]);
      await expect(otherClient.http('/')).rejects.toThrow('ECONNREFUSED');
      await expect(otherClient.https('/')).rejects.toThrow('ECONNREFUSED');
      expect(existsSync(tpmState)).toBe(false);

      await answerPrompt(node, 0, otherUser);
      await node.ports[0].said(times(1, REFUSED));
      await answerPrompt(node, 0, ONBOARDING_USER, 2);
      expect(await hostOf(client, node)).toMatchObject({ serialNumber: serial });
    },
    10 * MINUTE,
  );
});

/** The first three numbers of an IPv4 address. */
const networkOf = (address: string): string => address.replace(/\.\d+$/, '');
