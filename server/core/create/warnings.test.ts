import { expect, test } from 'vitest';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { OrchestratorCatalogue } from '../../../lib/contract/orchestrator-catalogue.ts';
import { osWarningsOf } from './warnings.ts';

const policy: OrchestratorCatalogue['policy'] = {
  ...{ autoProvision: false, defaultOs: null, defaultProfile: null },
  ...{ defaultLocalAccount: null, enforcesSecurity: false },
};
const warnings = (catalogue: () => Promise<OrchestratorCatalogue | null>) =>
  osWarningsOf({ catalogue }, { osProfile: null }, { secureBoot: false });

test('where nothing would be installed, a create warns', async () => {
  expect(await warnings(() => Promise.resolve({ profiles: [], policy }))).toHaveLength(1);
});

test('without an API, or an answer, there is nothing to warn of', async () => {
  expect(await warnings(() => Promise.resolve(null))).toEqual([]);
  const silent = new ConsoleError('orchestrator-unreachable', 'It does not answer.');
  expect(await warnings(() => Promise.reject(silent))).toEqual([]);
});
