import { expect, test } from 'vitest';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import { type OrchestratorStatus } from '../../orchestrator/api.ts';
import { containing } from '../../testing/matching.ts';
import { SAMPLE_HOST } from '../../testing/samples.ts';
import { SHIPPED_TEMPLATES } from '../templates/shipped.ts';
import { checkSimulated, emulationWarnings, secureBootWarnings, sizeWarnings } from './warnings.ts';

const status = (kind: OrchestratorStatus['kind']): OrchestratorStatus => ({
  ...{
    name: 'lab',
    kind,
    url: null,
    state: 'ok',
    reason: null,
    fix: null,
    revision: 1,
    hasOnboardingAccount: false,
  },
});
const SECURE = { ...DEFAULT_MACHINE, secureBoot: true };

test('a node that is smaller than an Edge Orchestrator’s OS needs', () => {
  const template = SHIPPED_TEMPLATES.find(({ name }) => name === 'ubuntu-22.04');
  if (template === undefined) throw new Error('there is one');
  expect(sizeWarnings(template, template)).toEqual([]);
  expect(sizeWarnings(template, { vcpus: 4, memoryMiB: 4096, diskGiB: 64 })).toEqual([
    containing('less than the 110 GiB'),
    containing('less than the 8192 MiB'),
  ]);
});

test.for([
  ['diskBus', { ...DEFAULT_MACHINE, diskBus: 'sata' }],
  ['secureBoot', SECURE],
] as const)('a machine that the simulator’s guests cannot boot on: %s', ([property, machine]) => {
  const field = `machine.${property}`;
  const refused: unknown = expect.objectContaining({
    code: 'invalid',
    errors: [{ field, message: containing('simulator') }],
  });
  expect(() => checkSimulated(machine, status('simulator'))).toThrow(refused);
  expect(() => checkSimulated(machine, status('edge-orchestrator'))).not.toThrow();
});

test('Secure Boot trusts no keys of the orchestrator', () => {
  expect(secureBootWarnings(SECURE, status('edge-orchestrator'))).toEqual([containing('"lab"')]);
  expect(secureBootWarnings(DEFAULT_MACHINE, status('edge-orchestrator'))).toEqual([]);
});

test('software emulation that was chosen is not put down to the host', () => {
  const chosen = emulationWarnings({ ...DEFAULT_MACHINE, acceleration: 'tcg' }, SAMPLE_HOST);
  expect(chosen).toEqual([containing('was chosen')]);
});
