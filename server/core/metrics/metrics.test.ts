import { appendFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import { domainCounters, hostCounters } from '../../testing/counters.ts';
import { nodeRow, ownDatabase, ownDirectory, runRow } from '../../testing/database.ts';
import { MemoryHost } from '../../testing/memory-host.ts';
import { Bus } from '../bus.ts';
import { NodeRegistry } from '../nodes/registry.ts';
import { BYTES_PER_SERIES, SLOT_MS } from './series.ts';
import { Metrics } from './metrics.ts';

const ALL = { sort: 'cpu', limit: 10 } as const;
const BEGIN = Date.parse('2026-01-02T03:00:00Z');

/** Metrics of hosts in memory, at a time that the test sets. */
async function measuring({ dataDir = ownDirectory(), hosts = [new MemoryHost()] } = {}) {
  const database = await ownDatabase(ownDirectory());
  const registry = new NodeRegistry(database, new Bus(1));
  const run = runRow();
  const row = nodeRow(run.id);
  await database.nodes.create(run, [row], []);
  registry.add(row, 'no state');
  let time = BEGIN;
  const context = {
    hosts: new Map<string, HypervisorHost>(hosts.map((host) => [host.name, host])),
    ...{ dataDir, logger: pino({ level: 'silent' }), now: () => new Date(time).toISOString() },
  };
  const metrics = new Metrics(context, registry);
  const [host] = hosts;
  if (host === undefined) throw new Error('a host is needed');
  return {
    ...{ metrics, host, row, dataDir },
    /** One more measurement, after this time, in which the node and another domain have used so many CPUs. */
    pass: async (milliseconds: number, cpus: number): Promise<void> => {
      time += milliseconds;
      const { at, domains, time: before } = host.used;
      const used = (uuid: string) => domains.find((each) => each.uuid === uuid)?.cpuTime ?? 0;
      const more = (share: number) => share * milliseconds * 1e6;
      const domain = (uuid: string, name: string, share: number) =>
        domainCounters({ uuid, name, cpuTime: used(uuid) + more(share) });
      host.used = hostCounters({
        at: at + milliseconds,
        time: {
          busy: (before?.busy ?? 0) + more(2),
          idle: (before?.idle ?? 0) + more(2),
          waitingForDisks: 0,
        },
        domains: [domain(row.uuid, row.name, cpus), domain(OTHER, 'other', 0.5)],
      });
      await metrics.measure(host);
    },
  };
}

const OTHER = '11111111-2222-4333-8444-555555555555';

test('the second measurement says what host and domains use; the node among them is known', async () => {
  const { metrics, pass, row } = await measuring();
  await pass(5000, 1);
  expect(metrics.now(ALL).hosts).toEqual([]);
  await pass(5000, 1.25);
  const { hosts, domains } = metrics.now(ALL);
  expect(hosts).toMatchObject([
    { host: 'local', cpus: 4, now: { cpu: 2, memoryMiB: 2048 }, domains: { running: 2, cpu: 1.75 } },
  ]);
  expect(domains).toMatchObject([
    { name: row.name, nodeId: row.id, now: { cpu: 1.25 } },
    { name: 'other', nodeId: null, now: { cpu: 0.5 } },
  ]);
  expect(metrics.ofNode(row.id, 'live').series).toMatchObject({ times: [BEGIN / 1000 + 10], cpu: [1.25] });
  expect(metrics.ofHost('local', 'live').series.cpu).toEqual([2]);
  expect(metrics.now({ ...ALL, limit: 1 }).domains).toHaveLength(1);
  expect(() => metrics.ofHost('elsewhere', 'live')).toThrow(/no host/);
  expect(() => metrics.ofNode('nobody', 'live')).toThrow(/nobody/);
});

test('a host that does not answer is a gap, and is not listed', async () => {
  const { metrics, pass, host, row } = await measuring();
  await pass(5000, 1);
  await pass(5000, 1);
  const answering = host.counters;
  host.counters = () => Promise.reject(new Error('gone'));
  await metrics.measure(host);
  expect(metrics.now(ALL)).toEqual({ hosts: [], domains: [] });
  host.counters = answering;
  await pass(5000, 3);
  await pass(5000, 2);
  expect(metrics.ofNode(row.id, 'live').series.cpu).toEqual([1, null, 2]);
});

test('a host that hangs delays nothing of the others, and is not asked again meanwhile', async () => {
  const [hanging, other] = [new MemoryHost(), new MemoryHost()];
  let asked = 0;
  hanging.counters = () => {
    asked++;
    return new Promise(() => undefined);
  };
  const { metrics } = await measuring({ hosts: [hanging] });
  void metrics.measure(hanging);
  await metrics.measure(hanging);
  await metrics.measure(Object.assign(other, { name: 'other' }));
  expect(asked).toBe(1);
  expect([...metrics.counters().keys()]).toEqual(['other']);
  await metrics.close();
});

test('averages of a day outlive the server; a file whose end a crash has cut off is read up to there', async () => {
  const before = await measuring();
  await before.pass(5000, 1);
  await before.pass(5000, 1);
  await before.pass(SLOT_MS, 2);
  await before.pass(5000, 3);
  await before.metrics.close();
  const directory = join(before.dataDir, 'metrics');
  const [file = ''] = readdirSync(directory);
  // Two averages of a host and two domains, and no more.
  expect(statSync(join(directory, file)).size).toBeLessThan(2 * (10 + 5 + 28 + 2 * (16 + 28)) + 1);
  appendFileSync(join(directory, file), Buffer.from([200, 0, 0, 0, 1, 2, 3, 4, 5, 0, 1]));
  const after = await measuring({ dataDir: before.dataDir });
  await after.metrics.recall();
  const slot = Math.floor(BEGIN / SLOT_MS);
  const { series } = after.metrics.ofHost('local', 'day');
  expect(series.times.slice(-2)).toEqual([(slot * SLOT_MS) / 1000, ((slot + 1) * SLOT_MS) / 1000]);
  expect(series.cpu.slice(-2)).toEqual([2, 2]);
});

test('what is kept of a domain is bounded', () => {
  expect(BYTES_PER_SERIES).toBe(11_424);
});
