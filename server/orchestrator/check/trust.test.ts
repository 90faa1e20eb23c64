import { X509Certificate } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { OrchestratorSettings } from '../../../lib/contract/orchestrator-settings.ts';
import { checkedSimulator, checkedStandIn, failure } from '../../testing/connection-check.ts';
import { containing } from '../../testing/matching.ts';
import { StandIn } from '../../testing/orchestrator-stand-in.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import { simulatorOptions } from '../settings.ts';
import type { CheckOptions } from './context.ts';

let simulator: SimulatorProcess;
let standIn: StandIn;

beforeAll(async () => {
  [simulator, standIn] = await Promise.all([SimulatorProcess.start(), StandIn.start()]);
});
afterEach(async () => {
  standIn.handlers = {};
  await simulator.clearScenarios();
});
afterAll(async () => {
  await Promise.all([simulator[Symbol.asyncDispose](), standIn[Symbol.asyncDispose]()]);
});

type Settings = Partial<OrchestratorSettings>;
const simulated = (change?: Settings, more?: Parameters<typeof checkedSimulator>[2]) =>
  checkedSimulator(simulator, change, more);
const standing = (change?: Settings, more?: Partial<CheckOptions>) => checkedStandIn(standIn, change, more);

describe('certificates', () => {
  test('an unconfirmed CA is shown, and no password is sent', async () => {
    let asked = 0;
    const token = 'POST /realms/master/protocol/openid-connect/token';
    standIn.handlers = { [token]: (_, response) => void response.end(String(asked++)) };
    const steps = await standing({ apiAuthority: null });
    expect(steps.certificates).toMatchObject({
      ...failure('nobody has confirmed yet', 'Compare the fingerprint'),
      authority: { pem: standIn.authority.trim() },
    });
    expect(steps.token.state).toBe('skipped');
    expect(asked).toBe(0);
  });

  test('a confirmed fingerprint is enough; another one is an alarm', async () => {
    const shown = (await standing({ apiAuthority: null })).certificates.authority?.fingerprint ?? '';
    const fingerprints = { api: shown.toLowerCase().replaceAll(':', '') };
    const steps = await standing({ apiAuthority: null }, { fingerprints });
    expect(steps.certificates).toMatchObject({ state: 'ok', authority: { fingerprint: shown } });
    expect(steps.rights.state).toBe('ok');
    expect(steps['boot-certificates'].state).toBe('ok');
    const other = { api: shown.replace(/^../, shown.startsWith('00') ? '11' : '00') };
    const alarm = await standing({ apiAuthority: null }, { fingerprints: other });
    expect(alarm.certificates).toMatchObject(failure('not 00', 'Do not go on'));
  });

  test('the CA of the boot service is read where the orchestrator publishes it', async () => {
    await using stranger = await SimulatorProcess.start();
    const { services } = simulatorOptions('demo', stranger.facts).settings;
    const steps = await simulated({
      services: { ...simulatorOptions('demo', simulator.facts).settings.services, boot: services.boot ?? '' },
    });
    expect(steps.rights.state).toBe('ok');
    expect(steps['boot-certificates']).toMatchObject({
      ...failure('nobody has confirmed yet', 'Compare the fingerprint'),
      authority: { pem: stranger.facts.authority.trim() },
    });
  });

  test.for([
    ['wrong-ca', 'not signed by the CA that was given', 'was replaced', 'certificate-authority'],
    ['expired-certificate', 'has expired', 'clock', 'certificate-dates'],
    [
      'unknown-name',
      'not for keycloak.edge.simulator.test, but for elsewhere.invalid',
      'name',
      'certificate-name',
    ],
  ] as const)('%s', async ([scenario, evidence, fix, finding]) => {
    await simulator.scenario(scenario, {}, { address: '127.0.0.1' });
    const steps = await simulated();
    expect(steps.certificates).toMatchObject(failure(evidence, fix, finding));
    expect(steps['boot-certificates'].state).toBe('failed');
    expect(steps.token.state).toBe('skipped');
  });
});

describe('the key for Secure Boot', () => {
  const key = () => new X509Certificate(simulator.facts.secureBootCertificate ?? '');
  const step = async (change?: Settings, fingerprint?: string) =>
    (await simulated(change, { fingerprints: { secureBoot: fingerprint } }))['secure-boot'];

  test('is confirmed by its fingerprint, or as a file', async () => {
    const { fingerprint256 } = key();
    const shown = { pem: key().toString().trim(), fingerprint: fingerprint256 };
    expect(await step()).toMatchObject({ state: 'ok', evidence: containing('simulator Secure Boot') });
    expect(await step({ secureBootCertificate: null })).toMatchObject({
      ...{
        state: 'warning',
        evidence: containing(fingerprint256),
        fix: containing('compare the fingerprint'),
      },
      ...{ authority: shown, certificates: [{ fingerprint: fingerprint256 }] },
    });
    const typed = fingerprint256.toLowerCase().replaceAll(':', '');
    expect(await step({ secureBootCertificate: null }, typed)).toMatchObject({
      state: 'ok',
      authority: shown,
    });
  });

  test('another one than the confirmed one is an alarm', async () => {
    const given = { secureBootCertificate: simulator.facts.authority };
    expect(await step(given)).toMatchObject(failure('simulator CA was confirmed', 'Do not go on'));
    const other = key().fingerprint256.replace(/^../, (pair) => (pair === '00' ? '11' : '00'));
    const alarm = await step({ secureBootCertificate: null }, other);
    expect(alarm).toMatchObject(failure(`not ${other}`, 'Do not go on'));
  });

  test('is not published, or something else is in its place', async () => {
    expect((await standing())['secure-boot']).toMatchObject({
      state: 'ok',
      evidence: containing('publishes none'),
    });
    standIn.handlers = { 'GET /tink-stack/keys/db.der': (_, response) => void response.end('<html>') };
    expect((await standing())['secure-boot']).toMatchObject(failure('is not a certificate', 'as a file'));
  });
});

describe('accounts and project', () => {
  test('a wrong password', async () => {
    const steps = await simulated({}, { password: 'wrong' });
    expect(steps.token).toMatchObject(failure('Invalid user credentials', 'password'));
    expect(steps.onboarding.state).toBe('ok');
    expect(steps['boot-program'].state).toBe('ok');
  });

  test('the right password of an account without rights', async () => {
    const { username, password } = simulator.facts.onboardingAccount;
    const steps = await simulated({ apiUser: username }, { password });
    expect(steps).toMatchObject({ token: { state: 'ok' }, project: { state: 'ok' } });
    expect(steps.rights).toMatchObject(
      failure(`does not let "${username}" into project`, 'Host-Manager group'),
    );
  });

  test('a project that does not exist', async () => {
    const steps = await simulated({ project: 'no-such-project' });
    expect(steps.project).toMatchObject(failure('no project "no-such-project"', 'name'));
  });

  test('a plain-text refusal of a project’s gateway', async () => {
    standIn.handlers = {
      'GET /v1/projects/demo': (_, response) => {
        response.writeHead(403, { 'content-type': 'text/plain' }).end('Access denied or project not found\n');
      },
    };
    const steps = await standing();
    expect(steps.project).toMatchObject(
      failure('(403): Access denied or project not found.', 'name of the project'),
    );
  });

  test('an onboarding account that is refused, unusable at the prompt, or not given', async () => {
    await simulator.scenario('wrong-password');
    expect((await simulated()).onboarding).toMatchObject(failure('Invalid user credentials', 'password'));
    const secrets = { apiPassword: 'Api-password-1', onboardingPassword: 'with blank' };
    expect((await standing({}, { secrets })).onboarding).toMatchObject({
      state: 'warning',
      evidence: containing('a space'),
    });
    const steps = await standing({ onboardingUser: null });
    expect(steps.onboarding).toMatchObject({ state: 'warning', evidence: containing('interactive') });
  });
});
