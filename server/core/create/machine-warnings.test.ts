import { expect, test } from 'vitest';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import { containing } from '../../testing/matching.ts';
import { SAMPLE_HOST, sampleOrchestrator } from '../../testing/samples.ts';
import { SHIPPED_TEMPLATES } from '../templates/shipped.ts';
import { checkSimulated, emulationWarnings, secureBootWarnings, sizeWarnings } from './warnings.ts';

const SECURE = { ...DEFAULT_MACHINE, secureBoot: true };

test('a node that is smaller than an Edge Orchestrator’s OS needs', () => {
  const template = SHIPPED_TEMPLATES.find(({ name }) => name === 'ubuntu-22.04');
  if (template === undefined) throw new Error('there is one');
  expect(sizeWarnings(template, template)).toEqual([]);
  expect(sizeWarnings(template, { vcpus: 4, memoryMiB: 4096, diskGiB: 64, pool: null })).toEqual([
    containing('less than the 110 GiB'),
    containing('less than the 8192 MiB'),
  ]);
});

test('a machine that the simulator’s guests cannot boot on', () => {
  const machine = { ...DEFAULT_MACHINE, diskBus: 'sata' } as const;
  const field = 'machine.diskBus';
  const refused: unknown = expect.objectContaining({
    code: 'invalid',
    errors: [{ field, message: containing('simulator') }],
  });
  expect(() => checkSimulated(machine, sampleOrchestrator('simulator'))).toThrow(refused);
  expect(() => checkSimulated(machine, sampleOrchestrator('edge-orchestrator'))).not.toThrow();
});

test('a key for Secure Boot that is not known, not confirmed, or confirmed', async () => {
  const of = (published: string | null, secureBootCertificate: string | null, machine = SECURE) => {
    const boot = { bootScriptUrl: null, authority: null, hosts: [], subnet: null };
    const bootProgramUrl = 'https://boot.test/ipxe.efi';
    return secureBootWarnings(
      {
        name: 'lab',
        bootFacts: () => Promise.resolve({ ...boot, bootProgramUrl, secureBootCertificate }),
        publishedSecureBootKey: () => Promise.resolve(published),
      },
      machine,
    );
  };
  expect(await of(null, null)).toEqual([containing('no other is known for "lab"')]);
  expect(await of('a key', null)).toEqual([containing('nobody has confirmed it')]);
  expect(await of('a key', 'a key')).toEqual([]);
  expect(await of(null, null, DEFAULT_MACHINE)).toEqual([]);
});

test('software emulation that was chosen is not put down to the host', () => {
  const chosen = emulationWarnings({ ...DEFAULT_MACHINE, acceleration: 'tcg' }, SAMPLE_HOST);
  expect(chosen).toEqual([containing('was chosen')]);
});
