import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'node-libvirt';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { Acceleration } from '../../../lib/contract/host.ts';
import type { FirmwareFiles } from '../api.ts';
import { currentSignal, withoutSignal, untilAborted } from '../connection/cancellation.ts';
import type { ReconnectingConnection } from '../connection/reconnecting-connection.ts';
import { removeLogFiles } from '../domains/log-files.ts';
import { findFirmware } from '../firmware/find.ts';
import { hostState } from './host-state.ts';
import { probeName, proveKvm, type Verdict } from './probe.ts';
import { RememberedAcceleration, type ProbeStore } from './remembered.ts';

interface ProbedHost {
  readonly name: string;
  readonly installation: string;
  readonly isLocal: boolean;
  readonly probes: ProbeStore | undefined;
}

const UNTRIED: Verdict = {
  kind: 'tcg',
  reason: 'KVM could not be tried, because the host has no UEFI firmware',
};

/** A guest is removed in less; the connection is closed then, which ends what is under way. */
const GRACE_MS = 4_000;

/** Determines whether nodes run with KVM on a host; concurrent callers share one probe. */
export class AccelerationFinder {
  readonly #connection: ReconnectingConnection;
  readonly #host: ProbedHost;
  readonly #remembered: RememberedAcceleration;
  readonly #closing = new AbortController();
  #finding: Promise<Acceleration> | undefined;

  constructor(connection: ReconnectingConnection, host: ProbedHost) {
    this.#connection = connection;
    this.#host = host;
    this.#remembered = new RememberedAcceleration(host.probes, host.name);
  }

  /** Returns the same object while the host is unchanged; probes again after a change. */
  get(): Promise<Acceleration> {
    const finding = (this.#finding ??= withoutSignal(() => this.#find()).finally(
      () => (this.#finding = undefined),
    ));
    return untilAborted(currentSignal(), () => finding);
  }

  /** The host was unreachable, perhaps restarted with a different firmware setting. */
  reconnected(): void {
    this.#remembered.forget();
  }

  /** Resolves when a running probe has removed its guest, or does not get to it because the host hangs. */
  async close(): Promise<void> {
    this.#closing.abort();
    const over = new AbortController();
    const late = pause(GRACE_MS, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#finding?.catch(() => undefined), late]);
    over.abort();
  }

  #find(): Promise<Acceleration> {
    const { isLocal } = this.#host;
    return this.#connection.use('probing for KVM', async (connection) => {
      const of = await hostState(connection, isLocal);
      const known = await this.#remembered.recall(of);
      if (known !== null) return known;
      const firmware = await this.#firmware(connection);
      // Not remembered: it says nothing about KVM.
      if (firmware === null) return checkedNow(UNTRIED);
      const acceleration = checkedNow(await this.#proof(connection, firmware));
      // A remote machine may have been rebooted with KVM without our noticing.
      const isLasting = isLocal || acceleration.kind === 'kvm';
      await this.#remembered.remember({ of, acceleration }, { isLasting });
      return acceleration;
    });
  }

  async #proof(connection: Connection, firmware: FirmwareFiles): Promise<Verdict> {
    const { installation, isLocal } = this.#host;
    try {
      return await proveKvm(connection, installation, { firmware, signal: this.#closing.signal });
    } finally {
      if (isLocal) await removeLogFiles(probeName(installation));
    }
  }

  async #firmware(connection: Connection): Promise<FirmwareFiles | null> {
    try {
      return await findFirmware(connection, this.#host.isLocal);
    } catch (error) {
      if (error instanceof ConsoleError && error.code === 'no-firmware') return null;
      throw error;
    }
  }
}

const checkedNow = (verdict: Verdict): Acceleration => ({ ...verdict, checkedAt: new Date().toISOString() });
