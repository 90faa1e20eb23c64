import { afterAll, beforeAll, expect, test } from 'vitest';
import { SimulatorProcess } from '../testing/simulator.ts';
import { SimulatorDemonstration } from './demonstration.ts';

let simulator: SimulatorProcess;
let demonstration: SimulatorDemonstration;
beforeAll(async () => {
  simulator = await SimulatorProcess.start();
  demonstration = new SimulatorDemonstration(() => Promise.resolve(simulator.facts));
});
afterAll(() => simulator[Symbol.asyncDispose]());

test('scenarios are listed, switched on for some nodes, and off', async () => {
  const before = await demonstration.scenarios();
  expect(before.active).toEqual([]);
  const known = before.known.find(({ name }) => name === 'step-failure');
  expect(known).toMatchObject({ scope: 'provisioning', parameters: { step: { type: 'integer' } } });
  const on = await demonstration.switchOn({ name: 'step-failure', serial: 'VH*', parameters: { step: 3 } });
  expect(on).toMatchObject({ name: 'step-failure', serial: 'VH*', address: null, parameters: { step: 3 } });
  expect((await demonstration.scenarios()).active).toEqual([on]);
  expect(await demonstration.switchOff({ name: 'step-failure', serial: 'other' })).toBe(0);
  expect(await demonstration.switchOff({})).toBe(1);
});

test('what the simulator does not take is refused in its words', async () => {
  const wrong = demonstration.switchOn({ name: 'step-failure', parameters: { step: 99 } });
  await expect(wrong).rejects.toMatchObject({ code: 'invalid', message: /step-failure.*step/s });
  const nobody = demonstration.switchOn({ name: 'wrong-ca', serial: 'VH001N100M01', parameters: {} });
  await expect(nobody).rejects.toMatchObject({ code: 'invalid', errors: [{ field: 'serial' }] });
  const unknown = demonstration.switchOn({ name: 'no-such', parameters: {} });
  await expect(unknown).rejects.toMatchObject({ code: 'invalid', message: /no-such/ });
});

test('the address of its page signs one browser in, once', async () => {
  const url = await demonstration.pageUrl();
  const first = await fetch(url, { redirect: 'manual' });
  expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
  const [cookie = ''] = (first.headers.get('set-cookie') ?? '').split(';');
  const page = await fetch(simulator.facts.httpUrl, { headers: { cookie } });
  expect(await page.text()).toContain('Edge Orchestrator simulator');
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(403);
  expect((await fetch(simulator.facts.httpUrl)).status).toBe(401);
});

test('a simulator that is not running is reported as such', async () => {
  const nowhere = new SimulatorDemonstration(() =>
    Promise.resolve({ httpUrl: 'http://127.0.0.1:1', adminToken: 'x' }),
  );
  await expect(nowhere.scenarios()).rejects.toMatchObject({ code: 'orchestrator-unreachable' });
});
