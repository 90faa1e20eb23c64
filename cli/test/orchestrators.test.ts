import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { checkStep } from '../../lib/contract/orchestrator-check.ts';
import { newCertificate } from '../../server/testing/certificate.ts';
import { ownDirectory } from '../../server/testing/database.ts';
import { containing } from '../../server/testing/matching.ts';
import { json, STAND_IN, StandIn } from '../../server/testing/orchestrator-stand-in.ts';
import { SimulatorProcess } from '../../server/testing/simulator.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
let standIn: StandIn;
beforeAll(async () => {
  standIn = await StandIn.start();
});
afterAll(() => standIn[Symbol.asyncDispose]());

const PASSWORDS = 'Api-password-1\nOnboarding-1\n';
const ADDRESSES = () => [
  ...['--cluster', STAND_IN.cluster, '--project', STAND_IN.project],
  ...['--api-user', 'api-user', '--onboarding-user', 'onboarding-user'],
  ...['--service', `api=${standIn.url('api')}`, '--service', `keycloak=${standIn.url('keycloak')}`],
  ...['--service', `boot=${standIn.url('tinkerbell-haproxy')}`],
  ...['--host-entry', `*.${STAND_IN.cluster}=127.0.0.1`],
];

function fileWith(text: string | Buffer): string {
  const file = path.join(ownDirectory(), 'file');
  writeFileSync(file, text);
  return file;
}

const orchestrator = (...args: string[]) =>
  scene.program.run(['orchestrator', ...args], { env: scene.env, input: PASSWORDS });
const add = (name: string, ...args: string[]) =>
  orchestrator('add', name, ...ADDRESSES(), '--password-stdin', ...args);

test('one is added, checked, changed and removed, and its passwords are printed nowhere', async () => {
  const added = await add('lab', '--ca-file', fileWith(standIn.authority));
  expect(added).toMatchObject({ code: 0, stdout: containing('ven orchestrator check lab') });
  const checked = await orchestrator('check', 'lab');
  expect(checked).toMatchObject({ code: 0, stdout: 'lab can be used.\n' });
  expect(checked.stderr).toMatch(/✓ Project exists +\d+ ms/);

  const { stdout: doctor } = await scene.ven('doctor', '--server');
  expect(doctor).toMatch(/✓ orchestrator:lab:names +/);
  expect(doctor).toMatch(/✓ orchestrator:lab:certificates +/);

  expect(await orchestrator('edit', 'lab', '--release', '3.1')).toMatchObject({ code: 0 });
  const shown = await orchestrator('show', 'lab');
  expect(shown.stdout).toMatch(/^release: +3.1$/m);
  expect(shown.stdout).toMatch(/^project: +demo$/m);
  expect(shown.stdout).toMatch(/^services\.api: +https:/m);
  expect(shown.stdout).not.toContain('{');
  expect(shown.stdout).toMatch(/^Stored passwords: +apiPassword, onboardingPassword$/m);

  const listed = await orchestrator('list');
  expect(listed.stdout).toMatch(/^lab +edge-orchestrator /m);
  expect(await orchestrator('remove', 'lab')).toMatchObject({ code: 0 });
  expect(await orchestrator('show', 'lab')).toMatchObject({ code: 3 });
  for (const { stdout, stderr } of [added, checked, shown, listed]) {
    expect(stdout + stderr).not.toContain('Api-password-1');
    expect(stdout + stderr).not.toContain('Onboarding-1');
  }
});

test('a stranger as strict as the real one: two CAs, two ports, names in no DNS, nothing installed by itself', async () => {
  await using stranger = await SimulatorProcess.start({ args: ['--like', 'real', '--boot-port', '0'] });
  const { cluster, project, authority, ...facts } = stranger.facts;
  const { apiAccount, onboardingAccount, bootAuthority = '', bootUrl = '', httpsUrl } = facts;
  const at = (label: string, url: string) => `https://${label}.${cluster}:${new URL(url).port}`;
  const given = [
    ...['--cluster', cluster, '--project', project, '--api-user', apiAccount.username],
    ...['--onboarding-user', onboardingAccount.username, '--host-entry', `*.${cluster}=127.0.0.1`],
    ...['--service', `api=${at('api', httpsUrl)}`, '--service', `keycloak=${at('keycloak', httpsUrl)}`],
    ...['--service', `boot=${at('tinkerbell-haproxy', bootUrl)}`],
    ...['--ca-file', fileWith(authority)],
    ...['--boot-ca-file', fileWith(bootAuthority), '--password-stdin'],
  ];
  const ven = (...args: string[]) =>
    scene.program.run(['orchestrator', ...args], {
      env: scene.env,
      input: `${apiAccount.password}\n${onboardingAccount.password}\n`,
    });
  const added = await ven('add', 'stranger', ...given);
  expect(added, added.stderr).toMatchObject({ code: 0 });
  const checked = await ven('check', 'stranger');
  expect(checked).toMatchObject({ code: 0, stdout: 'stranger can be used.\n' });
  expect(checked.stderr).toContain('automatic provisioning is off');
  expect(await ven('policy', 'stranger', '--auto-provision', 'on', '--yes')).toMatchObject({ code: 0 });
  expect((await ven('check', 'stranger')).stderr).toContain('Nodes get Ubuntu');
  expect(await ven('remove', 'stranger')).toMatchObject({ code: 0 });
});

describe('without a file of the CA', () => {
  test('the fingerprint that the operator told confirms it', async () => {
    const { fingerprint256 } = new X509Certificate(standIn.authority);
    expect(await add('lab', '--ca-fingerprint', fingerprint256)).toMatchObject({ code: 0 });
    const { settings } = await scene.server.core.orchestrators.definition('lab');
    expect(settings).toMatchObject({ apiAuthority: standIn.authority.trim() });
    expect(await orchestrator('check', 'lab')).toMatchObject({ code: 0 });
  });

  test('another fingerprint saves nothing', async () => {
    const { code, stderr } = await add('lab', '--ca-fingerprint', 'ab'.repeat(32));
    expect(code).toBe(1);
    expect(stderr).toMatch(/fingerprint/i);
    expect(await scene.server.core.orchestrators.list()).toHaveLength(1);
  });

  test('the check shows the fingerprint to compare', async () => {
    const { code, stdout, stderr } = await orchestrator('check', 'new', ...ADDRESSES(), '--password-stdin');
    expect(code).toBe(1);
    expect(stdout).toBe('new cannot be used yet.\n');
    expect(stderr).toContain('ven orchestrator edit new --ca-file FILE, or --ca-fingerprint SHA256');
    expect(stderr).toContain(new X509Certificate(standIn.authority).fingerprint256);
    expect(await scene.server.core.orchestrators.list()).toHaveLength(1);
  });
});

describe('the key for Secure Boot', () => {
  const key = new X509Certificate(newCertificate('/CN=signs everything'));
  const settingsOf = async (name: string) =>
    (await scene.server.core.orchestrators.definition(name)).settings;

  test('is confirmed by its fingerprint, and taken from what the orchestrator publishes', async () => {
    standIn.handlers = { 'GET /tink-stack/keys/db.der': (_, response) => void response.end(key.raw) };
    const authority = ['--ca-file', fileWith(standIn.authority)];
    expect(await add('signed', ...authority, '--secure-boot-fingerprint', 'ab'.repeat(32))).toMatchObject({
      ...{ code: 1, stderr: containing('The key for Secure Boot has the fingerprint') },
    });
    expect(await add('signed', ...authority, '--secure-boot-fingerprint', key.fingerprint256)).toMatchObject({
      code: 0,
    });
    standIn.handlers = {};
    expect(await settingsOf('signed')).toMatchObject({ secureBootCertificate: key.toString().trim() });
  });

  test('may be a file in DER', async () => {
    const given = ['--kind', 'http-boot', '--boot-url', 'http://boot.test/ipxe.efi'];
    const file = fileWith(key.raw);
    expect(await orchestrator('add', 'files', ...given, '--secure-boot-cert-file', file)).toMatchObject({
      code: 0,
    });
    expect(await settingsOf('files')).toMatchObject({ secureBootCertificate: key.toString().trim() });
    const other = fileWith(Buffer.from([0x30, 0x82, 0, 0]));
    expect(await orchestrator('edit', 'files', '--secure-boot-cert-file', other)).toMatchObject({
      ...{ code: 2, stderr: containing('is not a certificate') },
    });
  });
});

test('a wrong password is named, and the steps that depend on it are skipped', async () => {
  standIn.handlers = {
    'POST /realms/master/protocol/openid-connect/token': json(
      { error: 'invalid_grant', error_description: 'Invalid user credentials' },
      401,
    ),
  };
  const given = [...ADDRESSES(), '--ca-file', fileWith(standIn.authority), '--password-stdin', '--json'];
  const { code, stdout } = await orchestrator('check', 'new', ...given);
  standIn.handlers = {};
  expect(code).toBe(1);
  const answer = z.object({ steps: z.array(checkStep), error: z.object({ message: z.string() }) });
  const { steps, error } = answer.parse(JSON.parse(stdout));
  expect(error.message).toContain('Invalid user credentials');
  expect(steps.find(({ id }) => id === 'project')).toMatchObject({ state: 'skipped' });
});

test('the "config" file of the Virtual Edge Node scripts becomes an orchestrator', async () => {
  const config = fileWith(
    `STANDALONE=1\nCLUSTER="${STAND_IN.cluster}"\nPROJECT_NAME="${STAND_IN.project}"\nRAM_SIZE=8192\n` +
      'PROJECT_API_USER="api-user"\nPROJECT_API_PASSWORD="Api-password-1"\n',
  );
  const run = (...args: string[]) => scene.ven('import-config', config, ...args);
  const planned = await run('--dry-run');
  expect(planned).toMatchObject({ code: 0, stdout: containing('Orchestrator edge would be added.') });
  expect(await scene.server.core.orchestrators.list()).toHaveLength(1);

  const imported = await run('--name', 'lab');
  expect(imported).toMatchObject({ code: 0, stdout: containing('--orchestrator lab --memory 8192') });
  expect(imported.stdout).toContain('Ignored: STANDALONE');
  expect(await scene.server.core.orchestrators.definition('lab')).toMatchObject({
    settings: { cluster: STAND_IN.cluster, project: STAND_IN.project, apiUser: 'api-user' },
    secretsSet: ['apiPassword'],
  });
});

test.each([
  [['add', 'lab', '--kind', 'http-boot'], 'bootProgramUrl'],
  [['add', 'lab', '--cluster', 'https://edge.example'], 'cluster: use a domain'],
  [['add', 'lab', '--service', 'api'], 'SERVICE=URL'],
  [['add', 'lab', '--ca-file', '/nowhere/ca.pem'], '/nowhere/ca.pem cannot be read'],
  [['add', 'LAB!', '--kind', 'none'], 'name: use 1 to 32 lower-case letters'],
  [['add', 'lab', '--ca-fingerprint', 'abc'], '32 pairs'],
  [['remove', 'sim'], '"sim" is part of the console'],
])('%j is refused with what to do', async (args, expected) => {
  const { code, stderr } = await orchestrator(...args);
  expect(code).not.toBe(0);
  expect(stderr).toContain(expected);
  expect(stderr).toContain('→');
  expect(await scene.server.core.orchestrators.list()).toHaveLength(1);
});
