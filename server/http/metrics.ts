import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Operation } from '../../lib/contract/operation.ts';
import type { Storage } from '../../lib/contract/storage.ts';
import type { Core } from '../core/api.ts';
import { usageMetrics } from './usage-metrics.ts';

/** The metrics, in a separate registry so that two servers in one process do not mix. */
export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  request(method: string, route: string, status: number, seconds: number): void;
  close(): void;
}

export type SocketKind = 'live' | 'serial' | 'vnc';

function processMetrics(registry: Registry): void {
  const registers = [registry];
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory of the server',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_cpu_seconds',
    help: 'Processor time used by the server since its start',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
  const started = new Gauge({ name: 'process_start_time_seconds', help: 'Start of the server', registers });
  started.set(Date.now() / 1000 - process.uptime());
}

function nodeMetrics(registry: Registry, core: Core): void {
  new Gauge({
    name: 'ven_nodes',
    help: 'Nodes by state of their domain and stage of their story',
    labelNames: ['state', 'stage'],
    registers: [registry],
    async collect() {
      this.reset();
      for (const { state, stage } of await core.nodes.list()) this.inc({ state, stage });
    },
  });
}

function storageMetrics(registry: Registry, core: Core): void {
  const gauge = (name: string, help: string, value: (storage: Storage) => number) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      async collect() {
        this.set(value(await core.storage()));
      },
    });
  gauge('ven_log_bytes', 'Bytes of serial logs on disk, measured hourly', ({ logs }) => logs.bytes);
  gauge('ven_log_max_bytes', 'Bytes that serial logs may take on disk', ({ logs }) => logs.maxBytes);
  gauge('ven_log_boots', 'Boots whose serial logs are kept', ({ logs }) => logs.boots);
  gauge(
    'ven_deleted_nodes',
    'Deleted nodes whose history is kept',
    ({ history: { deletedNodes } }) => deletedNodes,
  );
  gauge('ven_audit_events', 'Events of the audit trail', ({ audit }) => audit.events);
}

/** Counts an operation when it ends; its end may be published more than once. */
function operationMetrics(registry: Registry, core: Core): () => void {
  const ended = new Counter({
    name: 'ven_operations_total',
    help: 'Operations that ended, by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const running = new Map<string, Operation['kind']>();
  new Gauge({
    name: 'ven_operations_running',
    help: 'Operations that have not ended',
    registers: [registry],
    collect() {
      this.set(running.size);
    },
  });
  return core.onChange((change) => {
    if (change.kind !== 'operation') return;
    const { id, kind, state } = change.object;
    if (state === 'recorded' || state === 'acting') running.set(id, kind);
    else if (running.delete(id)) ended.inc({ kind, outcome: state });
  });
}

/** `sockets` returns how many of each kind are open. */
export function openMetrics(core: Core, sockets: () => Readonly<Record<SocketKind, number>>): Metrics {
  const registry = new Registry();
  processMetrics(registry);
  nodeMetrics(registry, core);
  storageMetrics(registry, core);
  usageMetrics(registry, core);
  const forget = operationMetrics(registry, core);
  const requests = new Histogram({
    name: 'ven_http_request_seconds',
    help: 'Duration of requests to the REST interface',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'ven_sockets',
    help: 'Open sockets',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const [kind, count] of Object.entries(sockets())) this.set({ kind }, count);
    },
  });
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    request: (method, route, status, seconds) => requests.observe({ method, route, status }, seconds),
    close: () => {
      forget();
      registry.clear();
    },
  };
}
