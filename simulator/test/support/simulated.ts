import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { type SimulatorOptions, startSimulator } from '../../src/simulator.ts';
import { fixtureArtefacts } from './artefacts.ts';
import { API_USER, Client, ONBOARDING_USER } from './client.ts';

let workplace = '';
/** What was put into the artefact directory, by name. */
export let files: Record<string, Buffer> = {};

/** For each test file: a place for its directories, and keys made once instead of once for each simulator. */
export function prepareSimulators(): void {
  beforeAll(async () => {
    workplace = await mkdtemp(join(tmpdir(), 'simulator-test-'));
    files = await fixtureArtefacts(artefactDirectory());
    const first = await startSimulator({ listen: '127.0.0.1', stateDirectory: join(workplace, 'keys') });
    await first.close();
  });
  afterAll(() => rm(workplace, { recursive: true, force: true }));
}

export function artefactDirectory(): string {
  return join(workplace, 'artefacts');
}

/** A new state directory that has the keys already. */
export async function newStateDirectory(): Promise<string> {
  const directory = await mkdtemp(join(workplace, 'state-'));
  await cp(join(workplace, 'keys', 'tls'), join(directory, 'tls'), { recursive: true });
  await cp(join(workplace, 'keys', 'secure-boot'), join(directory, 'secure-boot'), { recursive: true });
  await cp(join(workplace, 'keys', 'token-signing.key'), join(directory, 'token-signing.key'));
  return directory;
}

/** A running simulator with everything a client of it needs; stopped when the test ends. */
export async function simulated(options: Partial<SimulatorOptions> = {}): Promise<Client> {
  const simulator = await startSimulator({
    listen: '127.0.0.1',
    stateDirectory: options.stateDirectory ?? (await newStateDirectory()),
    artefactDirectory: artefactDirectory(),
    apiAccount: API_USER,
    onboardingAccount: ONBOARDING_USER,
    reconcileMilliseconds: 5,
    heartbeatSeconds: 0.2,
    ...options,
  });
  onTestFinished(() => simulator.close());
  return new Client(simulator);
}

/** A UUID that ends in these digits. */
export function uuid(number: number): string {
  return `4f0c5c1e-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
