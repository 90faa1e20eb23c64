import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { checkReadyRule } from './ready-rule.ts';

const network = { kind: 'uefi-http' } as const;
const atStage = (stage: 'onboarding' | 'ipxe') => ({ kind: 'stage', stage, seconds: 60 }) as const;

test('a stage that the orchestrator does not have is refused, with those that it has', () => {
  const files = { name: 'files', kind: 'http-boot' } as const;
  const message = 'These nodes of "files" have no stage Onboarding.';
  const refusal = new ConsoleError('invalid', message, {
    fix: 'Choose one that they have: Firmware, Address, HTTP boot, iPXE, OS boot.',
    errors: [{ field: 'ready', message }],
  });
  expect(() => checkReadyRule(atStage('onboarding'), network, files)).toThrow(refusal);
  expect(() => checkReadyRule(atStage('ipxe'), network, files)).not.toThrow();
  expect(() => checkReadyRule(null, network, files)).not.toThrow();
  const medium = { kind: 'medium' } as const;
  expect(() => checkReadyRule(atStage('ipxe'), medium, { ...files, kind: 'none' })).toThrow('no stage iPXE');
});
