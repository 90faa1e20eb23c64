/* eslint-disable @typescript-eslint/require-await -- the interface is made of promises, memory answers at once */
import { randomUUID } from 'node:crypto';
import { PassThrough, type Duplex } from 'node:stream';
import { ConsoleError } from '../../lib/contract/error.ts';
import { type Check } from '../../lib/contract/host.ts';
import { type NodeState } from '../../lib/contract/node.ts';
import { type NodeRow } from '../db/api.ts';
import {
  type DomainFacts,
  type DomainEvent,
  type DomainModel,
  type HypervisorHost,
} from '../hypervisor/api.ts';
import { diskVolume } from '../hypervisor/index.ts';
import { MOMENT } from './database.ts';
import { SAMPLE_HOST } from './samples.ts';

const FOLDER = '/images/pool';
const ACCELERATION = { kind: 'tcg', reason: 'there is none', checkedAt: MOMENT } as const;

/** Domains and volumes without libvirt: for what goes wrong between core and a host, which a real one does not do on demand. */
export class MemoryHost implements HypervisorHost {
  readonly name = 'local';
  readonly uri = SAMPLE_HOST.uri;
  host = SAMPLE_HOST;
  readonly domains = new Map<string, DomainFacts>();
  readonly volumes = new Set<string>();
  readonly #domainListeners = new Set<(hint: DomainEvent) => void>();
  readonly #connectedListeners = new Set<() => void>();
  #powerOns = 0;
  /** Comes between what a list has read and what it answers. */
  afterListing = (): Promise<void> => Promise.resolve();
  beforeShutdown = (): Promise<void> => Promise.resolve();
  beforeStart = (): Promise<void> => Promise.resolve();
  connection = Promise.resolve();

  /** A domain of ours, off, with its disk. */
  add(installation: string, { id, name, uuid }: Pick<NodeRow, 'id' | 'name' | 'uuid'>): void {
    this.volumes.add(diskVolume(name));
    const origin = { runId: randomUUID(), template: 'ubuntu', orchestrator: null, createdAt: MOMENT };
    const ways = { flow: 'nio', bootMethod: 'uefi-http', createdBy: 'a@b' } as const;
    const metadata = { installation, nodeId: id, ...origin, ...ways };
    this.domains.set(uuid, { name, uuid, id: null, state: 'shut off', reason: 'unknown', metadata });
  }

  /** Switches, and tells. */
  become(
    uuid: string,
    state: NodeState,
    lifecycle: DomainEvent['lifecycle'],
    detail = '',
    reason = detail,
  ): void {
    const facts = this.#get(uuid);
    const isOn = state === 'running' || state === 'paused';
    const id = isOn ? (facts.id ?? ++this.#powerOns) : null;
    this.domains.set(uuid, { ...facts, id, state, reason });
    for (const listener of this.#domainListeners) listener({ uuid, name: facts.name, lifecycle, detail });
  }

  /** As `virsh domrename`, heard of or not. */
  rename(uuid: string, name: string, how: 'quietly' | 'heard' = 'heard'): void {
    this.domains.set(uuid, { ...this.#get(uuid), name });
    if (how === 'quietly') return;
    for (const listener of this.#domainListeners)
      listener({ uuid, name, lifecycle: 'defined', detail: 'renamed' });
  }

  connected(): void {
    for (const listener of this.#connectedListeners) listener();
  }

  onHost = () => () => undefined;

  onDomain(listener: (hint: DomainEvent) => void): () => void {
    this.#domainListeners.add(listener);
    return () => this.#domainListeners.delete(listener);
  }

  onConnected(listener: () => void): () => void {
    this.#connectedListeners.add(listener);
    return () => this.#connectedListeners.delete(listener);
  }

  whenConnected(): Promise<void> {
    return this.connection;
  }

  async listDomains(): Promise<DomainFacts[]> {
    const domains = [...this.domains.values()];
    await this.afterListing();
    return domains;
  }

  domain = async (uuid: string) => this.domains.get(uuid) ?? null;
  powerOn = async (uuid: string) => {
    const id = this.domains.get(uuid)?.id ?? null;
    return id === null ? null : String(id);
  };
  domainNamed = async (name: string) =>
    [...this.domains.values()].find((domain) => domain.name === name) ?? null;
  domainXml = async (uuid: string) => `<source file='${FOLDER}/${diskVolume(this.#get(uuid).name)}'/>`;

  /** As libvirt, which looks at the disk for it. */
  async hardware(uuid: string) {
    const { name } = this.#get(uuid);
    if (!this.volumes.has(diskVolume(name))) throw new ConsoleError('host-refused', `${name} has no disk`);
    const size = { vcpus: 1, memoryMiB: 512, diskGiB: 1 };
    return { serial: `SN${uuid.slice(0, 8).toUpperCase()}`, mac: '', network: 'net', ...size };
  }

  resources = async (uuid: string) => {
    const logs = { removable: [], kept: [] };
    const facts = this.domains.get(uuid);
    const disk = diskVolume(facts?.name ?? '');
    const volumes = this.volumes.has(disk) ? [disk] : [];
    return { volumes, shared: [], outside: [], snapshots: [], nvram: null, hasSavedMemory: false, logs };
  };

  readonly remarks = new Map<string, Omit<Check, 'id'> | null>();
  setCheck(id: string, check: Omit<Check, 'id'> | null): void {
    this.remarks.set(id, check);
  }

  address = async () => null;
  acceleration = async () => ACCELERATION;
  checks = async () => [];
  firmware = async () => ({ code: '/code', variables: '/variables', version: '1' });
  freeSubnet = async () => '192.0.2';
  networkSubnet = async (): Promise<string | null> => null;
  networkUsers = async () => ({ users: [], unreadable: [] });

  checkStorage = async () => undefined;
  ensurePool = async () => undefined;
  ensureNetwork = async () => undefined;

  async ensureFile(name: string): Promise<string> {
    this.volumes.add(name);
    return this.volumePath(name);
  }

  ensureDisk = (name: string) => this.ensureFile(name);
  volumePath = async (name: string) => `${FOLDER}/${name}`;

  async ensureDomain({ metadata, ...model }: DomainModel): Promise<void> {
    this.add(metadata.installation, { ...model, id: metadata.nodeId });
    this.become(model.uuid, 'shut off', 'defined');
  }

  async startPaused(uuid: string): Promise<void> {
    await this.beforeStart();
    this.become(uuid, 'paused', 'started');
  }

  resume = async (uuid: string) => this.become(uuid, 'running', 'resumed');
  pause = async (uuid: string) => this.become(uuid, 'paused', 'suspended');

  async shutdown(uuid: string): Promise<void> {
    await this.beforeShutdown();
    this.become(uuid, 'shut off', 'stopped', 'shutdown');
  }

  reboot = async (uuid: string) => this.become(uuid, 'running', 'rebooted');
  reset = async (uuid: string) => this.become(uuid, 'running', 'rebooted');

  async destroy(uuid: string): Promise<void> {
    if (this.domains.get(uuid)?.id != null) this.become(uuid, 'shut off', 'stopped', 'destroyed');
  }

  async removeDomain(uuid: string): Promise<void> {
    this.domains.delete(uuid);
  }

  async removeVolumes(names: readonly string[]): Promise<void> {
    for (const name of names) this.volumes.delete(name);
  }

  removeNetworkIfUnused = async () => true;
  removePoolIfEmpty = async () => this.volumes.size === 0;

  async leftovers() {
    const domains = [...this.domains.values()].map(({ name }) => name);
    return { domains, networks: [], pools: [], volumes: [...this.volumes] };
  }

  openSerial = async (): Promise<Duplex> => new PassThrough();
  readSerialLog = async (_: object, __: number, from: number) => ({
    offset: from,
    bytes: Buffer.alloc(0),
    exact: true,
  });
  openVnc = async (): Promise<Duplex> => new PassThrough();
  close = async () => undefined;

  #get(uuid: string): DomainFacts {
    const facts = this.domains.get(uuid);
    if (facts !== undefined) return facts;
    throw new ConsoleError('not-found', `there is no domain ${uuid}`);
  }
}
