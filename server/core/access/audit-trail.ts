import { randomUUID } from 'node:crypto';
import type { AuditEvent } from '../../../lib/contract/session.ts';
import { printable } from '../../../lib/domain/printable.ts';
import type { Database } from '../../db/api.ts';
import { AUDIT_LIMITS } from '../retention/limits.ts';
import type { AuditNote } from './api.ts';
import { clientOf } from './client-address.ts';
import { Readings } from './readings.ts';

/** Maximum characters of each field; a request may contain names of any length. */
const LENGTHS = { by: 400, address: 64, action: 80, target: 200, detail: 500 };

/** The period in which a limited number of rows per kind and client is written; further events are counted in one row. */
const WINDOW_MS = 60_000;
const ROWS_PER_WINDOW = 60;
/** Real changes get a row each; a loop that creates and revokes tokens does not. */
const CHANGES_PER_WINDOW = 300;
const MAX_WINDOWS = 5000;

const DAY_MS = 24 * 3_600_000;
/** Rows written between two checks for old or excess rows. */
const TRIM_EVERY = 500;

/** Events that can be repeated without changing anything. */
const LOOKS: readonly string[] = ['log read', 'console open', 'console type', 'console close'];

interface Window {
  readonly ends: number;
  rows: number;
  more: number;
  last: AuditNote;
}

function clipped(text: string, length: number): string {
  // Truncated before and after: an escape is longer than the character it represents.
  const shown = printable(text.slice(0, length + 1));
  return shown.length <= length ? shown : `${shown.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function bounded<N extends AuditNote>(note: N): N {
  return {
    ...note,
    by: clipped(note.by, LENGTHS.by),
    address: note.address === null ? null : clipped(note.address, LENGTHS.address),
    action: clipped(note.action, LENGTHS.action),
    target: note.target === null ? null : clipped(note.target, LENGTHS.target),
    detail: clipped(note.detail, LENGTHS.detail),
  };
}

/** Failed logins can name a different account each time. */
function keyOf({ by, address, action, outcome }: AuditNote): string {
  const client = clientOf(address ?? '');
  return action === 'login' && outcome !== 'done'
    ? `${client} ${action} ${outcome}`
    : `${client} ${by} ${action} ${outcome}`;
}

/**
 * Writes the audit trail: fields of bounded length, a bounded number of rows per client, and a bounded age and number
 * of rows in total.
 */
export class AuditTrail {
  readonly #rows: Database['audit'];
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();
  readonly #readings = new Readings();
  #timer: NodeJS.Timeout | undefined;
  #untrimmed = TRIM_EVERY;

  constructor(rows: Database['audit'], now: () => number) {
    this.#rows = rows;
    this.#now = now;
  }

  async add(given: AuditNote): Promise<void> {
    const note = bounded(given);
    if (this.#readings.continues(note, this.#now())) return;
    const key = keyOf(note);
    await this.#endWindows((window) => window.ends <= this.#now());
    if (this.#windows.size >= MAX_WINDOWS) await this.#endWindows(() => true);
    const window = this.#windows.get(key) ?? this.#begin(key, note);
    const most =
      note.outcome === 'done' && !LOOKS.includes(note.action) ? CHANGES_PER_WINDOW : ROWS_PER_WINDOW;
    if (window.rows >= most) {
      window.more += 1;
      window.last = note;
      return;
    }
    window.rows += 1;
    await this.#write(note);
  }

  /** Rows of earlier versions are unbounded. */
  async list(count: number, before?: string): Promise<AuditEvent[]> {
    return (await this.#rows.list(count, before)).map(bounded);
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#endWindows(() => true);
  }

  #begin(key: string, last: AuditNote): Window {
    const window = { ends: this.#now() + WINDOW_MS, rows: 0, more: 0, last };
    this.#windows.set(key, window);
    this.#arm();
    return window;
  }

  #arm(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      // The next row reports a database that does not answer.
      void this.#endWindows((window) => window.ends <= this.#now()).catch(() => undefined);
      if (this.#windows.size > 0) this.#arm();
    }, WINDOW_MS).unref();
  }

  async #endWindows(over: (window: Window) => boolean): Promise<void> {
    const ended = [...this.#windows].filter(([, window]) => over(window));
    for (const [key] of ended) this.#windows.delete(key);
    for (const [, { more, last }] of ended) {
      if (more === 0) continue;
      const times = more === 1 ? 'once more' : `${more} times more`;
      await this.#write(bounded({ ...last, detail: `${times} within a minute; the last: ${last.detail}` }));
    }
  }

  async #write(note: AuditNote): Promise<void> {
    const present = this.#now();
    await this.#rows.add({ id: randomUUID(), at: new Date(present).toISOString(), ...note });
    this.#untrimmed += 1;
    if (this.#untrimmed < TRIM_EVERY) return;
    this.#untrimmed = 0;
    const { days, events } = AUDIT_LIMITS;
    await this.#rows.trim(new Date(present - days * DAY_MS).toISOString(), events);
  }
}
