import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SimulatorFacts } from '../orchestrator/settings.ts';
import { TestCore } from './core.ts';

/** A name unique to this run and attempt, so that leftovers of others do not interfere. */
export function newInstallation(label: string): string {
  return `${label}${randomBytes(3).toString('hex')}`;
}

export interface LastingInstallation {
  readonly installation: string;
  readonly dataDir: string;
  readonly simulator: SimulatorFacts;
}

/** A name shared by several consecutive servers. Removes what a failed test leaves. */
export async function lastingInstallation(
  label: string,
  simulator: SimulatorFacts,
): Promise<LastingInstallation> {
  const installation = newInstallation(label);
  const dataDir = await mkdtemp(join(tmpdir(), 'ven-core-'));
  onTestFinished(async ({ task }) => {
    await rm(dataDir, { recursive: true, force: true });
    if (task.result?.state === 'fail') await removeAll(installation, simulator);
  });
  return { installation, dataDir, simulator };
}

/** An empty database adopts the nodes, which are then deleted. */
async function removeAll(installation: string, simulator: SimulatorFacts): Promise<void> {
  await using console = await TestCore.open({ installation, simulator });
  await console.settled();
}
