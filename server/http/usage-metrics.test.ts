import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { domainCounters, hostCounters } from '../testing/counters.ts';
import { sampleNode } from '../testing/samples.ts';
import { usageMetrics } from './usage-metrics.ts';

test('hosts and running nodes have series; other domains have none', async () => {
  const node = sampleNode('one');
  const domains = [
    domainCounters({ uuid: node.uuid, cpuTime: 2.5e9, waitingTime: null, residentMiB: 1, sent: 7 }),
    domainCounters({ name: 'other' }),
  ];
  const counters = new Map([
    ['local', hostCounters({ domains, time: { busy: 8e9, idle: 1, waitingForDisks: 1e9 } })],
  ]);
  const nodes = [node, sampleNode('off')];
  const registry = new Registry();
  usageMetrics(registry, {
    usage: { counters: () => counters },
    nodes: { list: () => Promise.resolve(nodes) },
  });
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => line.startsWith('ven'));
  const first = await lines();
  expect(first).toContain('ven_host_cpu_seconds_total{host="local"} 8');
  expect(first).toContain('ven_host_disk_wait_seconds_total{host="local"} 1');
  expect(first).toContain('ven_host_domains_running{host="local"} 2');
  expect(first).toContain('ven_nodes_measured 1');
  expect(first.filter((line) => line.startsWith('ven_node_'))).toEqual([
    'ven_node_cpu_seconds_total{host="local",node="one"} 2.5',
    'ven_node_memory_resident_bytes{host="local",node="one"} 1048576',
    'ven_node_disk_read_bytes_total{host="local",node="one"} 0',
    'ven_node_disk_written_bytes_total{host="local",node="one"} 0',
    'ven_node_network_received_bytes_total{host="local",node="one"} 0',
    'ven_node_network_sent_bytes_total{host="local",node="one"} 7',
  ]);
  expect(await lines()).toEqual(first);
  counters.clear();
  expect(await lines()).toEqual(['ven_nodes_measured 0']);
});

test('at most 1000 nodes have series of their own', async () => {
  const nodes = Array.from({ length: 1005 }, (_, index) => sampleNode(`n${index}`));
  const domains = nodes.map(({ uuid }) => domainCounters({ uuid }));
  const counters = new Map([['local', hostCounters({ domains })]]);
  const registry = new Registry();
  usageMetrics(registry, {
    usage: { counters: () => counters },
    nodes: { list: () => Promise.resolve(nodes) },
  });
  const text = await registry.metrics();
  expect(text).toContain('ven_nodes_measured 1005');
  expect(text.match(/^ven_node_cpu_seconds_total\{/gm)).toHaveLength(1000);
});
