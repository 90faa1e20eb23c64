import { expect, onTestFinished, test } from 'vitest';
import { pino } from 'pino';
import type { Operation } from '../../../lib/contract/operation.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { NO_POLICY } from '../boots/boot-policy.ts';
import { Bus } from '../bus.ts';
import { NodeRegistry } from '../nodes/registry.ts';
import { nodeRow, operationRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { CheckpointRule } from './checkpoint-rule.ts';

/** A running node, and which checkpoints were asked for when it reached its stages. */
async function watched(checkpointAt: 'onboarding' | 'ready') {
  const [database, bus, run] = [await ownDatabase(), new Bus(0), runRow()];
  const row = nodeRow(run.id);
  await database.nodes.create(run, [row], []);
  const registry = new NodeRegistry(database, bus);
  registry.add(row, 'no state');
  registry.update(row.id, { state: 'running' });
  const made: (string | undefined)[] = [];
  const create = async (id: string, { name }: { name?: string | undefined }): Promise<Operation> => {
    made.push(name);
    const operation = operationRow(id, { kind: 'checkpoint', request: { name } });
    await database.operations.record(operation);
    return { ...operation, nodeName: row.name };
  };
  const policyOf = () => Promise.resolve({ ...NO_POLICY, checkpointAt });
  const context = { bus, database, logger: pino({ level: 'silent' }), now: () => new Date(0).toISOString() };
  const rule = new CheckpointRule({ context, registry, policyOf, checkpoints: { create } });
  onTestFinished(() => rule.close());
  const reach = (stage: Stage) => registry.write(row.id, { stage });
  const noted = () => eventually('a note', async () => (await database.audit.list(9))[0]);
  return { made, reach, noted, rule };
}

test('before onboarding: when the micro-OS comes up, once', async () => {
  const { made, reach, noted, rule } = await watched('onboarding');
  await reach('ipxe');
  await reach('micro-os');
  expect(await noted()).toMatchObject({ outcome: 'done', action: 'checkpoint create' });
  await reach('onboarding');
  await rule.close();
  expect(made).toEqual(['before-onboarding']);
});

test('a stage that has passed is too late, which is noted', async () => {
  const { made, reach, noted } = await watched('onboarding');
  await reach('provisioning');
  expect(await noted()).toMatchObject({ outcome: 'failed' });
  expect(made).toEqual([]);
});

test('at ready', async () => {
  const { made, reach, noted } = await watched('ready');
  await reach('os-boot');
  await reach('ready');
  expect(await noted()).toMatchObject({ outcome: 'done' });
  expect(made).toEqual(['at-ready']);
});
