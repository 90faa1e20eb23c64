import { z } from 'zod';
import { acceleration, type Acceleration } from '../../../lib/contract/host.ts';

/** Keeps the outcome between two starts of the console, by the name of the host. */
export interface ProbeStore {
  probe(host: string): Promise<string | null>;
  saveProbe(host: string, probe: string): Promise<void>;
}

/** Hosts change occasionally; the probe takes a few seconds. */
const GOOD_FOR = 12 * 3_600_000;

const record = z.object({ of: z.string(), acceleration });
type Finding = z.output<typeof record>;

/** The result of a host's last probe, and the state `of` the host that it applies to. */
export class RememberedAcceleration {
  readonly #store: ProbeStore | undefined;
  readonly #host: string;
  #last: Finding | null = null;

  constructor(store: ProbeStore | undefined, host: string) {
    this.#store = store;
    this.#host = host;
  }

  /** Null when the host has changed since, or the probe was long ago. */
  async recall(of: string): Promise<Acceleration | null> {
    if (this.#last?.of === of) return this.#last.acceleration;
    const text = (await this.#store?.probe(this.#host)) ?? null;
    const kept = text === null ? null : parse(text);
    if (kept?.of !== of || Date.now() - Date.parse(kept.acceleration.checkedAt) >= GOOD_FOR) return null;
    this.#last = kept;
    return kept.acceleration;
  }

  /** `isLasting`: also valid for the next start of the console. */
  async remember(entry: Finding, { isLasting }: { readonly isLasting: boolean }): Promise<void> {
    this.#last = entry;
    if (isLasting) await this.#store?.saveProbe(this.#host, JSON.stringify(entry));
  }

  /** Forgets it until the next start of the console; a lasting result is found again then. */
  forget(): void {
    this.#last = null;
  }
}

/** An unreadable record counts as missing. */
function parse(text: string): Finding | null {
  try {
    return record.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
