import type { Check, Host } from '../../lib/contract/host.ts';
import { Listeners } from '../../lib/listeners.ts';

/** The current state of a host, as one immutable object that is replaced on every change. */
export class HostStatus {
  #present: Host;
  readonly #remarks = new Map<string, Check>();
  readonly #listeners = new Listeners<Host>();

  constructor(identity: Pick<Host, 'name' | 'uri' | 'builtIn' | 'settings'>) {
    this.#present = {
      ...identity,
      state: 'connecting',
      reason: null,
      fix: null,
      hostname: null,
      versions: null,
      acceleration: null,
      capacity: null,
      checks: [],
      // Higher than any revision of an earlier run, which browsers may still hold.
      revision: Date.now(),
    };
  }

  get present(): Host {
    return this.#present;
  }

  onChange(listener: (status: Host) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** An additional check that survives `update` until it is set to null. */
  setCheck(id: string, check: Omit<Check, 'id'> | null): void {
    const checks = this.#present.checks.filter((each) => !this.#remarks.has(each.id));
    if (check === null) this.#remarks.delete(id);
    else this.#remarks.set(id, { id, ...check });
    this.update({ checks });
  }

  /** Calls the listeners if something has changed. */
  update(patch: Partial<Omit<Host, 'name' | 'uri' | 'revision'>>): void {
    const checks = patch.checks === undefined ? {} : { checks: [...patch.checks, ...this.#remarks.values()] };
    const next = { ...this.#present, ...patch, ...checks };
    if (JSON.stringify(next) === JSON.stringify(this.#present)) return;
    this.#present = { ...next, revision: this.#present.revision + 1 };
    this.#listeners.notify(this.#present);
  }

  close(): void {
    this.#listeners.clear();
  }
}
