import { expect } from '@playwright/test';
import { efiVariables } from '../../lib/contract/efi-variables.ts';
import type { NodeDetail } from '../../lib/contract/node.ts';
import { type Stage, stageIndex } from '../../lib/domain/stages.ts';
import { PORTS, repeatsRecording } from '../../server/testing/console/recordings.ts';
import type { Rest } from './rest.ts';
import type { Serving } from './serving.ts';
import type { Stranger } from './stranger.ts';

const MINUTE = 60_000;

/** Waits until the node has come this far, and ends the server as a crash does, and starts another one. */
export async function killedAt(stage: Stage, serving: Serving, rest: Rest, name: string): Promise<void> {
  const isThere = ({ stages }: NodeDetail) =>
    stages.some((each) => stageIndex(each.stage) >= stageIndex(stage));
  await rest.nodeThat(name, `is at ${stage}`, isThere, 5 * MINUTE);
  await serving.kill();
  await serving.start();
  await rest.nodeThat(name, 'is known again', ({ state }) => state === 'running', MINUTE);
}

const isReady = ({ stage, failure }: NodeDetail) => stage === 'ready' || failure !== null;

export const readyAgain = (rest: Rest, name: string, bootNumber: number): Promise<NodeDetail> =>
  rest.nodeThat(
    name,
    `is ready in boot ${bootNumber}`,
    (node) => node.bootNumber === bootNumber && isReady(node),
    9 * MINUTE,
  );

/** Each stage of a boot, whether libvirt and the orchestrator say so or the console shows it, and how it ended. */
export const toldStages = ({ stages }: NodeDetail): string[] =>
  stages.map(({ stage, basis, outcome }) => `${stage} ${basis} ${outcome}`);

/** The way of a boot from the network to the moment when the orchestrator installs. */
export const ONBOARDED = [
  'powered-on confirmed passed',
  'firmware observed passed',
  'address observed passed',
  'http-boot observed passed',
  'ipxe observed passed',
  'micro-os-download observed passed',
  'micro-os observed passed',
  'onboarding confirmed passed',
  'provisioning confirmed passed',
];

export const serialTexts = (rest: Rest, name: string): Promise<string[]> =>
  Promise.all(PORTS.map(async (port) => (await portText(rest, name, port)).toString()));

const portText = (rest: Rest, name: string, port: number) => rest.bytes(`/nodes/${name}/boots/1/log/${port}`);

export interface Told {
  readonly rest: Rest;
  readonly stranger: Stranger;
  readonly name: string;
}

/** What the orchestrator said is there after the fact; what the ports printed is complete; the password is nowhere. */
export async function hasEvidence({ rest, stranger, name }: Told, recording: string, steps: number) {
  await repeatsRecording(recording, (port) => portText(rest, name, port));
  const node = await rest.node(name);
  const [boot] = node.boots;
  const said = Object.fromEntries((boot?.stages ?? []).map((event) => [event.stage, event.statuses]));
  for (const stage of ['onboarding', 'provisioning', 'ready'])
    expect(said[stage]).toContainEqual(expect.objectContaining({ indicator: 'idle' }));
  expect(boot?.steps.length).toBeGreaterThan(0);
  for (const { step, total, endedAt } of boot?.steps ?? []) {
    expect(step).toBeLessThanOrEqual(total);
    expect(total).toBe(steps);
    expect(endedAt).not.toBeNull();
  }
  expect(node.orchestratorView?.instanceId).toMatch(/^inst-/);
  expect(node.address).toMatch(/^\d+\./);
  const audit = JSON.stringify(await rest.call('GET', '/audit'));
  const { password } = stranger.facts.onboardingAccount;
  for (const text of [...(await serialTexts(rest, name)), audit]) expect(text).not.toContain(password);
  for (const port of PORTS) expect(await rest.gaps(`/nodes/${name}/boots/1/log/${port}`)).toEqual([]);
}

/**
 * The firmware's first boot options. The installation deactivates network boot; OVMF then makes that entry anew, behind all
 * others.
 */
export async function firstBootOptions(rest: Rest, name: string): Promise<string[]> {
  const { bootOptions } = efiVariables.parse(await rest.call('GET', `/nodes/${name}/efi-variables`));
  return bootOptions
    .toSorted((one, other) => (one.position ?? Infinity) - (other.position ?? Infinity))
    .slice(0, 2)
    .map(({ description }) => description);
}
