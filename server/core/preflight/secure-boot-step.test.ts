import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import type { OrchestratorAdapter } from '../../orchestrator/api.ts';
import { simulatorOptions } from '../../orchestrator/settings.ts';
import { nodeRow } from '../../testing/database.ts';
import { containing } from '../../testing/matching.ts';
import {
  checkedAt,
  failure,
  hostWithRoom,
  httpBoot,
  type Setting,
  type SettingsChange,
  simulatedBy,
  warning,
} from '../../testing/preflight.ts';
import { SimulatorProcess } from '../../testing/simulator.ts';
import { SHIPPED_TEMPLATES } from '../templates/shipped.ts';

let simulator: SimulatorProcess;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
});
afterAll(() => simulator[Symbol.asyncDispose]());

const simulated = (change?: SettingsChange) => simulatedBy(simulator, change);
const checked = (setting: Setting) => checkedAt(simulator, setting);
const SECURE = { machine: { ...DEFAULT_MACHINE, secureBoot: true } };

test('the key of the orchestrator is enrolled, or can be', async () => {
  const host = hostWithRoom(8_192);
  const node = nodeRow('run', { diskGiB: 16, ...SECURE });
  expect((await checked({ host, node }))['secure-boot']).toMatchObject(
    failure('key-not-enrolled', 'is not enrolled in the firmware', 'has to be off', 'secure-boot'),
  );
  await host.nvram.enrolSigners(
    node.uuid,
    simulatorOptions('demo', simulator.facts).settings.secureBootCertificate ?? '',
  );
  expect((await checked({ host, node }))['secure-boot']).toMatchObject({
    ...{ state: 'ok', evidence: containing('simulator Secure Boot'), repair: null },
  });
  host.nvram.state = 'off';
  expect((await checked({ host, node }))['secure-boot']).toMatchObject(
    failure('key-not-enrolled', 'Secure Boot is off', 'menu'),
  );
  expect((await checked({ node, exists: false }))['secure-boot']).toMatchObject({
    ...{ state: 'ok', evidence: containing('will accept') },
  });
});

test('a key that nobody has confirmed, that was replaced, or that nobody knows', async () => {
  const of = async (orchestrator: OrchestratorAdapter) =>
    (await checked({ orchestrator, node: SECURE, exists: false }))['secure-boot'];
  expect(await of(simulated({ secureBootCertificate: null }))).toMatchObject(
    failure('key-not-enrolled', 'nobody has confirmed yet', 'connection check'),
  );
  expect(await of(simulated({ secureBootCertificate: simulator.facts.authority }))).toMatchObject(
    failure('key-not-enrolled', 'was confirmed: the firmware may refuse', 'whether the key was replaced'),
  );
  expect(await of(httpBoot('http://boot.test/ipxe.efi'))).toMatchObject(
    warning('key-not-enrolled', 'no other is known for "pxe"', 'certificate'),
  );
});

test('an OS that is installed only on machines without Secure Boot', async () => {
  expect((await checked({ node: SECURE })).os).toMatchObject(
    failure('secure-boot-mismatch', 'which these nodes have on', 'agree'),
  );
  const template = SHIPPED_TEMPLATES.find(({ name }) => name === 'microvisor-secure') ?? null;
  expect((await checked({ node: SECURE, template })).os).toMatchObject({ state: 'ok' });
});
