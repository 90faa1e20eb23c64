import { X509Certificate } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { inOrder, NETWORK_BOOT, SECURE_BOOT_MATCH } from '../server/testing/console/boot-texts.ts';
import { ACCOUNT } from './server/account.ts';
import { traces } from './server/host-inventory.ts';
import * as story from './server/installation-story.ts';
import { Rest } from './server/rest.ts';
import { Serving } from './server/serving.ts';
import { Stranger } from './server/stranger.ts';
import { Ven } from './server/ven.ts';

const MINUTE = 60_000;
const LAB = 'lab';
const NAME = `byven-${process.pid}`;

/** With the file of one CA and the fingerprint of the other, as an administrator of it would hand them over. */
async function addIt(ven: Ven, { facts, services, scriptUrl }: Stranger, home: string): Promise<void> {
  const { cluster, project, apiAccount, onboardingAccount, authority, bootAuthority = '' } = facts;
  const ca = path.join(home, 'ca.pem');
  writeFileSync(ca, authority);
  const entries = [{ address: '127.0.0.1', names: [`*.${cluster}`], nodeAddress: 'gateway' }];
  const settings = path.join(home, 'settings.json');
  writeFileSync(settings, JSON.stringify({ hosts: entries }));
  const passwords = `${apiAccount.password}\n${onboardingAccount.password}\n`;
  const command = [
    ...['orchestrator', 'add', LAB, '--settings', settings, '--cluster', cluster, '--project', project],
    ...['--api-user', apiAccount.username, '--onboarding-user', onboardingAccount.username],
    ...['--service', `keycloak=${services.keycloak}`, '--service', `api=${services.api}`],
    ...['--service', `boot=${services.boot}`, '--script-url', scriptUrl, '--password-stdin'],
    ...['--ca-file', ca, '--boot-ca-fingerprint', new X509Certificate(bootAuthority).fingerprint256],
  ];
  const added = await ven.start(command, passwords).ended;
  expect(added.code, added.stderr).toBe(0);
  const checked = await ven.run('orchestrator', 'check', LAB);
  expect(checked.code, checked.stderr).toBe(0);
  // Installed nevertheless: a node of this flow is given its OS by name.
  expect(checked.stderr).toContain('automatic provisioning is off');
}

test('an Edge Orchestrator added by ven: a non-interactive node to ready, whose server is killed, and once more in place', async () => {
  test.setTimeout(14 * MINUTE);
  const home = mkdtempSync(path.join(tmpdir(), 'ven-e2e-home-'));
  const ven = new Ven(home);
  await using stranger = await Stranger.start();
  const serving = new Serving({ VEN_SIMULATOR: 'off' });
  const succeeds = async (...args: string[]) => {
    const said = await ven.run(...args);
    expect(said.code, `ven ${args.join(' ')}: ${said.stdout}${said.stderr}`).toBe(0);
    return said;
  };
  try {
    await serving.start();
    const login = ['login', '--url', serving.url, '--email', ACCOUNT.email, '--password-stdin'];
    expect((await ven.start(login, `${ACCOUNT.password}\n`).ended).code).toBe(0);
    await test.step('it is added', () => addIt(ven, stranger, home));

    const rest = await Rest.open(serving.url);
    await test.step('create, and the server is killed', async () => {
      // On a bus that the kernel of what the simulator installs has a driver for.
      const size = ['--vcpus', '1', '--memory', '1024', '--disk', '1', '--disk-bus', 'scsi'];
      const rule = ['--checkpoint-at', 'onboarding'];
      await succeeds(
        'create',
        '--name',
        NAME,
        '--template',
        'emt-standalone',
        '--flow',
        'nio',
        ...size,
        ...rule,
      );
      // So that the next server is the one that makes it.
      await story.killedAt('http-boot', serving, rest, NAME);
    });
    const { uuid, serial } = await rest.node(NAME);
    const trail = { name: NAME, uuid, dataDir: serving.dataDir };

    await test.step('ready', async () => {
      await succeeds('wait', NAME, '--timeout', '540');
      const ready = await rest.node(NAME);
      expect(ready).toMatchObject({ failure: null, state: 'running', bootNumber: 1, answering: null });
      expect(installed(ready)).toEqual(['defined confirmed passed', ...READY]);
      expect(ready.orchestratorView?.os).toContain('Edge Microvisor Toolkit');
    });

    await test.step('evidence', async () => {
      await story.hasEvidence({ rest, stranger, name: NAME }, 'nio-microvisor', 8);
      const texts = await story.serialTexts(rest, NAME);
      expect(texts[1]).toContain('EdgeMicrovisorBootkit login: ');
      for (const text of texts) {
        expect(text).not.toContain('Linux version');
        inOrder(text, [...NETWORK_BOOT, SECURE_BOOT_MATCH]);
        // Silent once its kernel runs.
        expect(text).toMatch(/BdsDxe: starting Boot\d{4}[^\n]*\r\n(EFI stub: [^\n]*\r\n)*$/);
      }
      expect(await story.firstBootOptions(rest, NAME)).toEqual([
        'microvisor',
        expect.stringContaining('HARDDISK'),
      ]);
    });

    await test.step('installed again in place, although its firmware had been told not to boot from the network', async () => {
      await succeeds('reprovision', NAME, '--yes');
      await succeeds('wait', NAME, '--timeout', '540');
      const again = await rest.node(NAME);
      expect(again).toMatchObject({ uuid, serial, bootNumber: 2, failure: null });
      expect(installed(again)).toEqual(READY);
    });

    await test.step('back to before it was onboarded: an empty disk, and firmware that boots from the network', async () => {
      expect(partitionsOf(NAME)).toContain('45 46 49 20 50 41 52 54');
      await succeeds('checkpoint', 'restore', NAME, 'before-onboarding', '--yes', '--power-off', '--start');
      expect(partitionsOf(NAME)).not.toContain('45 46 49 20 50 41 52 54');
      await succeeds('wait', NAME, '--stage', 'http-boot', '--timeout', '180');
      const back = await rest.node(NAME);
      expect(back).toMatchObject({ uuid, serial, bootNumber: 3, failure: null, readyAt: null });
      expect(back.boots.find(({ number }) => number === 3)).toMatchObject({
        checkpoint: 'before-onboarding',
      });
    });

    await test.step('node and orchestrator are removed', async () => {
      await succeeds('delete', NAME, '--yes');
      expect(traces(trail)).toEqual([]);
      await succeeds('orchestrator', 'remove', LAB);
      expect((await succeeds('orchestrator', 'list')).stdout).not.toContain(LAB);
    });
  } finally {
    await serving.dispose();
    rmSync(home, { recursive: true, force: true });
  }
});

/** Where the header of a partition table is. */
function partitionsOf(name: string): string {
  const disks = execFileSync('virsh', ['-c', 'qemu:///system', 'domblklist', name], { encoding: 'utf8' });
  const [disk = ''] = /\/\S+\.qcow2$/m.exec(disks) ?? [];
  const read = ['-r', '-U', '-f', 'qcow2', '-c', 'read -v 512 16', disk];
  return execFileSync('qemu-io', read, { encoding: 'utf8' });
}

const READY = [...story.ONBOARDED, 'ready confirmed passed'];

/** A standalone system is ready as soon as it is installed, maybe a moment before its reboot. */
const installed = (node: Parameters<typeof story.toldStages>[0]) =>
  story.toldStages(node).filter((each) => !/^(rebooting|os-boot) /.test(each));
