import { expect, test } from 'vitest';
import type { OrchestratorCatalogue } from '../contract/orchestrator-catalogue.ts';
import { osWarnings as warningsFor, secureBootMismatch } from './os-choice.ts';

const osWarnings = (known: OrchestratorCatalogue, profile: string | null, secureBoot = false) =>
  warningsFor(known, profile, secureBoot);

const profile = (name: string, needsSecureBoot = false) => ({
  ...{ profile: name, id: 'os-00000001', title: name.toUpperCase(), version: '1', images: 1 },
  ...{ needsSecureBoot, standalone: false, createdAt: null },
});
const catalogue = (policy: Partial<OrchestratorCatalogue['policy']> = {}): OrchestratorCatalogue => ({
  profiles: [profile('ubuntu'), profile('microvisor', true)],
  policy: {
    ...{ autoProvision: true, defaultOs: 'os-00000001', defaultProfile: 'ubuntu' },
    ...{ defaultLocalAccount: null, enforcesSecurity: false, ...policy },
  },
});

test('nothing to say where the OS is there, named or not', () => {
  expect(osWarnings(catalogue(), null)).toEqual([]);
  expect(osWarnings(catalogue({ autoProvision: false }), 'ubuntu')).toEqual([]);
});

test('nothing would be installed', () => {
  expect(osWarnings(catalogue({ autoProvision: false }), null).join()).toContain('provisioning is off');
  expect(osWarnings(catalogue({ defaultProfile: null }), null).join()).toContain('no OS that exists');
});

test('a profile that does not exist', () => {
  expect(osWarnings(catalogue(), 'windows')).toEqual([
    'The orchestrator has no OS profile "windows"; it has ubuntu, microvisor.',
  ]);
});

test('firmware and profile differ in Secure Boot', () => {
  expect(osWarnings(catalogue(), 'microvisor').join()).toContain('nodes lack');
  expect(osWarnings(catalogue(), 'microvisor', true)).toEqual([]);
  expect(osWarnings(catalogue(), 'ubuntu', true).join()).toContain('have on');
  expect(osWarnings(catalogue({ defaultProfile: 'microvisor' }), null)).toEqual([]);
  expect(osWarnings(catalogue({ defaultProfile: 'microvisor', enforcesSecurity: true }), null)).toHaveLength(
    1,
  );
});

test('an installation that cannot begin, because the instance asks for something else than the machine has', () => {
  const of = (
    profile: string | null,
    secureBoot: boolean,
    policy: Partial<OrchestratorCatalogue['policy']> = {},
  ) => secureBootMismatch(catalogue(policy), profile, secureBoot);
  const enforced = { defaultProfile: 'microvisor', enforcesSecurity: true };
  expect(of('ubuntu', true)).toContain('UBUNTU is installed without Secure Boot');
  expect(of(null, true)).toContain('UBUNTU is installed without');
  expect(of(null, true, { defaultProfile: 'microvisor' })).toContain('MICROVISOR is installed without');
  expect(of(null, false, enforced)).toContain('MICROVISOR is installed with Secure Boot');
  const agreeing = [
    of('ubuntu', false),
    of('microvisor', true),
    // The console asks for an instance without it.
    of('microvisor', false),
    of(null, true, enforced),
    // Nothing is installed, or nobody knows what.
    of(null, true, { autoProvision: false }),
    of('windows', true),
  ];
  expect(agreeing).toEqual(agreeing.map(() => null));
});
