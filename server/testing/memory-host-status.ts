import type { Check, Host } from '../../lib/contract/host.ts';
import type { Counted, HostCounters } from '../hypervisor/api.ts';
import { SAMPLE_HOST } from './samples.ts';

/** What is known of a host in memory. */
export class MemoryHostStatus {
  readonly name: string;
  readonly uri = SAMPLE_HOST.uri;
  readonly screenPlace = 'loopback';
  status: Host;
  counted: Counted = { running: new Set(), disks: new Set() };
  /** What it and its domains have used so far. */
  used: HostCounters = { at: 0, cpus: 4, time: null, memory: null, domains: [] };
  readonly remarks = new Map<string, Omit<Check, 'id'> | null>();
  readonly #listeners = new Set<(status: Host) => void>();

  constructor(name: string) {
    this.name = name;
    this.status = { ...SAMPLE_HOST, name };
  }

  /** Changes the host's status and notifies all listeners. */
  report(changes: Partial<Host>): void {
    this.status = { ...this.status, ...changes, revision: this.status.revision + 1 };
    for (const listener of this.#listeners) listener(this.status);
  }

  countDisksOf = (): void => undefined;

  reaches = async (): Promise<null> => Promise.resolve(null);

  configure = (settings: Host['settings']): void => this.report({ settings });

  onStatus(listener: (status: Host) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setCheck(id: string, check: Omit<Check, 'id'> | null): void {
    this.remarks.set(id, check);
  }

  counters = async (): Promise<HostCounters> => Promise.resolve(this.used);
}
