import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { machineState } from './host-state.ts';
import { RememberedAcceleration } from './remembered.ts';

function memory() {
  const probes = new Map<string, string>();
  return {
    probe: (host: string) => Promise.resolve(probes.get(host) ?? null),
    saveProbe: (host: string, probe: string) => Promise.resolve(void probes.set(host, probe)),
  };
}

const emulated = (hoursAgo = 0) => ({
  kind: 'tcg' as const,
  reason: 'no KVM',
  checkedAt: new Date(Date.now() - hoursAgo * 3_600_000).toISOString(),
});

test('a verdict is good for the state of the host that it was found in', async () => {
  const store = memory();
  const first = new RememberedAcceleration(store, 'local');
  const acceleration = emulated();
  await first.remember({ of: 'one boot', acceleration }, { isLasting: true });
  expect(await first.recall('one boot')).toBe(acceleration);
  expect(await first.recall('the next boot')).toBeNull();
  expect(await new RememberedAcceleration(store, 'local').recall('one boot')).toEqual(acceleration);
  expect(await new RememberedAcceleration(store, 'other').recall('one boot')).toBeNull();
});

test('one that does not last is gone with the connection, one of yesterday with the console', async () => {
  const store = memory();
  const remote = new RememberedAcceleration(store, 'remote');
  await remote.remember({ of: 'host', acceleration: emulated() }, { isLasting: false });
  expect(await remote.recall('host')).not.toBeNull();
  remote.forget();
  expect(await remote.recall('host')).toBeNull();

  const local = new RememberedAcceleration(store, 'local');
  await local.remember({ of: 'host', acceleration: emulated(13) }, { isLasting: true });
  expect(await local.recall('host')).not.toBeNull();
  local.forget();
  expect(await local.recall('host')).toBeNull();
});

test('/dev/kvm that comes, or changes its mode, is another state', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hyper-state-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const device = join(folder, 'kvm');
  const states = [await machineState(device)];
  await writeFile(device, '', { mode: 0o600 });
  states.push(await machineState(device));
  await chmod(device, 0o660);
  states.push(await machineState(device));
  expect(new Set(states).size).toBe(3);
  expect(await machineState(device)).toBe(states[2]);
});
