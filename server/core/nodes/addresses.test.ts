import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Node } from '../../../lib/contract/node.ts';
import type { Stage } from '../../../lib/domain/stages.ts';
import { nodeRow, ownDatabase, runRow } from '../../testing/database.ts';
import { eventually } from '../../testing/eventually.ts';
import { Bus } from '../bus.ts';
import { Addresses } from './addresses.ts';
import { NodeRegistry } from './registry.ts';

/** A running node on a network with given leases. */
async function running(lease: { address: string | null }) {
  const database = await ownDatabase();
  const bus = new Bus(1);
  const registry = new NodeRegistry(database, bus);
  let looks = 0;
  const addresses = new Addresses({ bus, logger: pino({ level: 'silent' }) }, registry, () => {
    looks++;
    return lease.address === 'broken' ? Promise.reject(new Error('broken')) : Promise.resolve(lease.address);
  });
  onTestFinished(() => addresses.close());
  const run = runRow();
  const row = nodeRow(run.id);
  await database.nodes.create(run, [row], []);
  registry.add(row, 'no state');
  registry.update(row.id, { state: 'running', bootNumber: 1 });
  const told: Node['address'][] = [];
  bus.on((change) => {
    if (change.kind === 'node' && change.object.address !== told.at(-1)) told.push(change.object.address);
  });
  return {
    addresses,
    id: row.id,
    told,
    looks: () => looks,
    at: (stage: Stage) => registry.write(row.id, { stage }),
    kept: async () => (await database.nodes.get(row.id))?.address,
    revision: () => registry.get(row.id).revision,
  };
}

test('the address is looked up at each stage after which it may differ', async () => {
  const lease = { address: '10.0.0.6' };
  const node = await running(lease);
  await node.at('firmware');
  expect(node.looks()).toBe(0);
  await node.at('address');
  await node.at('address');
  await eventually('the first address', () => node.told.includes('10.0.0.6') || undefined);
  await node.addresses.report(node.id, null);
  lease.address = '10.0.0.7';
  await node.at('http-boot');
  await eventually('the address', () => node.told.includes('10.0.0.7') || undefined);
  expect(await node.kept()).toBe('10.0.0.7');
  await node.at('ipxe');
  await eventually('the next look', () => node.looks() === 3 || undefined);
  const revision = node.revision();
  await node.addresses.report(node.id, '10.0.0.7');
  expect(node.revision()).toBe(revision);
  await node.at('ready');
  expect(node.looks()).toBe(3);
});

test('the orchestrator’s report takes precedence', async () => {
  const lease = { address: '10.0.0.7' };
  const node = await running(lease);
  await node.at('micro-os');
  await eventually('the lease', () => node.told.includes('10.0.0.7') || undefined);
  await node.addresses.report(node.id, '192.0.2.1');
  await node.at('provisioning');
  expect(node.looks()).toBe(1);
  expect(await node.kept()).toBe('192.0.2.1');
});

test('a failed lookup is repeated at the next stage', async () => {
  const lease = { address: 'broken' };
  const node = await running(lease);
  await node.at('address');
  lease.address = '10.0.0.7';
  await node.at('http-boot');
  await eventually('the address', () => node.told.includes('10.0.0.7') || undefined);
});

test('a lease that is listed a moment later is found without waiting for the next stage', async () => {
  const lease: { address: string | null } = { address: null };
  const node = await running(lease);
  await node.at('http-boot');
  await eventually('the first look', () => node.looks() === 1 || undefined);
  lease.address = '10.0.0.7';
  await eventually('the address', () => node.told.includes('10.0.0.7') || undefined);
  expect(node.looks()).toBe(2);
});
