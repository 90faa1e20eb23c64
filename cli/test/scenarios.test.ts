import { expect, test } from 'vitest';
import { containing } from '../../server/testing/matching.ts';
import { startLiar } from './support/liar.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const ORCHESTRATORS = '/api/v1/orchestrators';
const SIMULATOR = {
  ...{ name: 'sim', kind: 'simulator', builtIn: true, url: null, hasOnboardingAccount: true, release: null },
  ...{ state: 'ok', reason: null, fix: null, revision: 1 },
};
const ACTIVE = {
  ...{ name: 'step-failure', serial: 'DEMO*', address: null },
  ...{ parameters: { step: 3 }, since: '2026-01-01T00:00:00.000Z' },
};
const KNOWN = {
  ...{ name: 'step-failure', scope: 'provisioning', summary: 'a step fails', seen: 'an error' },
  parameters: { step: { type: 'integer' } },
};
const answer = (body: object, status = 200) => ({ status, body: JSON.stringify(body) });

/** A console with a simulator: the one of this test has none. */
async function scenario(...args: string[]) {
  const url = await startLiar({
    [`GET ${ORCHESTRATORS}`]: answer({ orchestrators: [SIMULATOR] }),
    [`GET ${ORCHESTRATORS}/sim/scenarios`]: answer({ active: [ACTIVE], known: [KNOWN] }),
    [`POST ${ORCHESTRATORS}/sim/scenarios`]: answer(ACTIVE),
    [`DELETE ${ORCHESTRATORS}/sim/scenarios?name=step-failure`]: answer({ cleared: 1 }),
  });
  return scene.program.run(['scenario', ...args], { env: { VEN_URL: url, VEN_TOKEN: 'ven_any' } });
}

test('scenarios are listed, switched on and off', async () => {
  const listed = await scenario('list');
  expect(listed).toMatchObject({ code: 0, stdout: containing('step-failure  serial DEMO*  step=3') });
  expect(listed.stdout).toMatch(/^step-failure +provisioning +step +a step fails$/m);
  const on = await scenario('set', 'step-failure', 'step=3', 'message=out of paper', '--serial', 'DEMO*');
  expect(on).toMatchObject({ code: 0, stdout: 'On: step-failure  serial DEMO*  step=3\n' });
  const off = await scenario('clear', 'step-failure');
  expect(off).toMatchObject({ code: 0, stdout: '1 switched off\n' });
});

test('what is no parameter, and a console without a simulator', async () => {
  expect(await scenario('set', 'step-failure', 'three')).toMatchObject({
    code: 2,
    stderr: containing('key=value'),
  });
  expect(await scene.ven('scenario', 'list')).toMatchObject({
    code: 3,
    stderr: containing('no simulator'),
  });
});
