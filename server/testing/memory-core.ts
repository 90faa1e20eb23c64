/* eslint-disable @typescript-eslint/require-await -- the interface is made of promises, memory answers at once */
import { requirePermission } from '../../lib/domain/permission.ts';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { PassThrough, type Duplex } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Boot } from '../../lib/contract/boot.ts';
import { type Host } from '../../lib/contract/host.ts';
import { type Change } from '../../lib/contract/live.ts';
import { type CreateRequest, type Node } from '../../lib/contract/node.ts';
import { type Operation } from '../../lib/contract/operation.ts';
import { type Run } from '../../lib/contract/run.ts';
import { type Storage } from '../../lib/contract/storage.ts';
import { type Core, type OpenLog } from '../core/api.ts';
import { MemoryLog } from './memory-log.ts';
import {
  sampleNode,
  sampleOperation,
  sampleRun,
  SAMPLE_HOST,
  SAMPLE_ORCHESTRATOR,
  SAMPLE_STORAGE,
  SAMPLE_TEMPLATE,
} from './samples.ts';

const missing = (what: string) =>
  new ConsoleError('not-found', `There is no ${what}.`, { fix: 'Look at the list.' });

interface MemoryBoot {
  readonly boot: Boot;
  readonly logs: readonly [MemoryLog, MemoryLog];
}

/** Core without libvirt: what tests of http and live, which only hand on, need to stand on. */
export class MemoryCore implements Core {
  readonly #nodes = new Map<string, Node>();
  readonly #boots = new Map<string, MemoryBoot[]>();
  readonly #runs = new Map<string, Run>();
  readonly #operations = new Map<string, Operation>();
  readonly #bus = new EventEmitter();
  /** What was typed: port and text. */
  readonly typed: { readonly port: number; readonly text: string; readonly by: string }[] = [];
  /** The machine's end of every screen that was opened. */
  readonly screens: Duplex[] = [];
  /** What nodes were asked for. */
  readonly requests: CreateRequest[] = [];
  host: Host = SAMPLE_HOST;
  isReady = true;
  /** Makes the next calls fail with it. */
  failure: Error | undefined;

  constructor() {
    // One for every viewer.
    this.#bus.setMaxListeners(0);
  }

  addNode(name: string, changes: Partial<Node> = {}): Node {
    const node = sampleNode(name, changes);
    this.#nodes.set(node.id, node);
    return node;
  }

  /** Switches a node on. */
  begin({ id }: Node, facts: Partial<Boot> = {}): MemoryBoot {
    const known = this.#boots.get(id) ?? [];
    const number = known.length + 1;
    const boot: Boot = {
      id: randomUUID(),
      number,
      startedAt: new Date().toISOString(),
      endedAt: null,
      endReason: null,
      stages: [],
      steps: [],
      failure: null,
      ports: [],
      ...facts,
    };
    const begun: MemoryBoot = { boot, logs: [new MemoryLog(0), new MemoryLog(1)] };
    this.#boots.set(id, [...known, begun]);
    this.#bus.emit(`boot ${id}`, number);
    return begun;
  }

  /** What happens to a node, told to all. */
  become(idOrName: string, changes: Partial<Node>): void {
    const before = this.#find(idOrName);
    const object = { ...before, ...changes, revision: before.revision + 1 };
    this.#nodes.set(object.id, object);
    this.change({ kind: 'node', object });
  }

  /** In the order in which they were asked for. */
  get recorded(): readonly Operation[] {
    return [...this.#operations.values()];
  }

  /** The outcome of an operation, told to all. */
  finish(operation: Operation, changes: Partial<Operation> = {}): void {
    const endedAt = new Date().toISOString();
    this.#record({ ...operation, state: 'succeeded', endedAt, ...changes });
  }

  change(change: Change): void {
    this.#bus.emit('change', change);
  }

  get listeners(): number {
    return this.#bus.eventNames().reduce((sum, name) => sum + this.#bus.listenerCount(name), 0);
  }

  #find(idOrName: string): Node {
    if (this.failure) throw this.failure;
    const all = [...this.#nodes.values()];
    const found = all.find((node) => [node.id, node.name, node.serial, node.uuid].includes(idOrName));
    if (!found) throw missing(`node ${idOrName}`);
    return found;
  }

  #record(operation: Operation): Operation {
    this.#operations.set(operation.id, operation);
    this.change({ kind: 'operation', object: operation });
    return operation;
  }

  readonly nodes: Core['nodes'] = {
    list: async () => [...this.#nodes.values()],
    get: async (idOrName) => this.#find(idOrName),
    detail: async (idOrName) => ({ ...this.#find(idOrName), boots: await this.nodes.boots(idOrName) }),
    create: async (request, actor) => {
      if (this.failure) throw this.failure;
      requirePermission(actor, 'nodes.create');
      this.requests.push(request);
      const { count, name = 'node' } = request;
      const names =
        count === 1 ? [name] : Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
      const id = randomUUID();
      const nodes = names.map((each) => this.addNode(each, { runId: id }));
      const run = { ...sampleRun(nodes, actor.name), id };
      this.#runs.set(run.id, run);
      return {
        run,
        nodes,
        operations: nodes.map((n) => this.#record(sampleOperation('create', n, actor.name))),
      };
    },
    preview: async ({ name = 'node' }) => ({
      nodes: [{ name, serial: 'SN12345', uuid: randomUUID() }],
      domainXml: '<domain/>',
      networkXml: null,
      acceleration: 'tcg',
      warnings: [],
    }),
    act: async (idOrName, action, actor) => {
      requirePermission(actor, 'nodes.power');
      return this.#record(sampleOperation(action, this.#find(idOrName), actor.name));
    },
    removal: async (idOrName) => ({
      items: [{ kind: 'domain', name: this.#find(idOrName).name }],
      keeps: ['its logs'],
    }),
    remove: async (idOrName, { orchestrator }, actor) => {
      requirePermission(actor, 'nodes.delete');
      const node = this.#find(idOrName);
      this.#nodes.delete(node.id);
      const step = { name: orchestrator ? 'deregister' : 'remove', number: 1, total: 1 } as const;
      return this.#record({ ...sampleOperation('delete', node, actor.name), step });
    },
    xml: async (idOrName) => `<domain><name>${this.#find(idOrName).name}</name></domain>`,
    boots: async (idOrName) =>
      (this.#boots.get(this.#find(idOrName).id) ?? []).map(({ boot, logs }) => ({
        ...boot,
        ports: logs.map(({ facts }) => facts),
      })),
    operations: async (idOrName) => {
      const { id } = this.#find(idOrName);
      return [...this.#operations.values()].filter(({ nodeId }) => nodeId === id);
    },
  };

  readonly operations: Core['operations'] = {
    get: async (id) => {
      const found = this.#operations.get(id);
      if (!found) throw missing(`operation ${id}`);
      return found;
    },
  };

  readonly runs: Core['runs'] = {
    list: async () => [...this.#runs.values()],
    get: async (id) => {
      const found = this.#runs.get(id);
      if (!found) throw missing(`run ${id}`);
      return found;
    },
    nodes: async (id) => [...this.#nodes.values()].filter(({ runId }) => runId === id),
  };

  readonly hosts: Core['hosts'] = {
    list: async () => [this.host],
    get: async (name) => {
      if (name !== this.host.name) throw missing(`host ${name}`);
      return this.host;
    },
  };

  readonly templates: Core['templates'] = { list: async () => [SAMPLE_TEMPLATE] };
  readonly orchestrators: Core['orchestrators'] = {
    list: async () => [SAMPLE_ORCHESTRATOR],
    definition: (name) => Promise.reject(missing(`orchestrator ${name}`)),
    add: () => Promise.reject(missing('database')),
    edit: ({ name }) => Promise.reject(missing(`orchestrator ${name}`)),
    remove: (name) => Promise.reject(missing(`orchestrator ${name}`)),
    demonstration: (name) => {
      throw missing(`orchestrator ${name}`);
    },
  };
  readonly capacity: Core['capacity'] = {
    list: async () => [{ host: 'local', template: 'ubuntu', fits: 3, limitedBy: 'memory' }],
  };

  readonly consoles: Core['consoles'] = {
    open: async (idOrName, port, number): Promise<OpenLog> => {
      const boots = this.#boots.get(this.#find(idOrName).id) ?? [];
      const found = number === undefined ? boots.at(-1) : boots[number - 1];
      const log = found?.logs[port];
      if (!found || !log) throw missing(number === undefined ? 'boot yet' : `boot ${number}`);
      return { boot: found.boot.number, log };
    },
    onBoot: (idOrName, listener) => {
      const event = `boot ${idOrName}`;
      this.#bus.on(event, listener);
      return () => this.#bus.off(event, listener);
    },
    write: async (idOrName, port, text, actor) => {
      requirePermission(actor, 'console.write');
      this.#find(idOrName);
      this.typed.push({ port, text, by: actor.name });
    },
    vnc: async (idOrName) => {
      const node = this.#find(idOrName);
      if (node.state !== 'running') {
        throw new ConsoleError('conflict', 'The machine is off, so it has no screen.', { fix: 'Start it.' });
      }
      // What is sent to this screen comes back.
      const screen = new PassThrough();
      this.screens.push(screen);
      return screen;
    },
  };

  async storage(): Promise<Storage> {
    return SAMPLE_STORAGE;
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#bus.on('change', listener);
    return () => this.#bus.off('change', listener);
  }

  ready(): boolean {
    return this.isReady;
  }

  async close(): Promise<void> {
    this.#bus.removeAllListeners();
  }
}
