import type { Logger } from 'pino';
import type { Access, AuditNote, TicketGrant } from '../core/access/api.ts';

export interface ConsoleAuditOptions {
  readonly access: Access;
  readonly logger: Logger;
  readonly grant: TicketGrant;
  readonly address: string;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

export function lasting(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${seconds % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Audit events of one console connection: opened, first input, and closed with a summary. */
export class ConsoleAudit {
  readonly #options: ConsoleAuditOptions;
  #opened: number | null = null;
  #inputs = 0;
  #bytes = 0;

  constructor(options: ConsoleAuditOptions) {
    this.#options = options;
  }

  /** Called when the console is actually open, not for every ticket. */
  opened(): void {
    this.#opened = performance.now();
    this.#note('console open', '');
  }

  typed(bytes: number): void {
    this.#inputs += 1;
    this.#bytes += bytes;
    if (this.#inputs === 1) this.#note('console type', '');
  }

  closed(): void {
    if (this.#opened === null) return;
    const open = `open for ${lasting(performance.now() - this.#opened)}`;
    this.#note('console close', `${open}, ${this.#inputs === 0 ? 'nothing typed' : this.#typing()}`);
  }

  #typing(): string {
    if (this.#options.grant.kind === 'vnc') return `keys pressed ${times(this.#inputs)}`;
    return `typed ${times(this.#inputs)}, ${this.#bytes} bytes in all`;
  }

  #note(action: string, detail: string): void {
    const { access, logger, grant, address } = this.#options;
    const target = `${grant.nodeName} ${grant.kind} ${grant.mode}`;
    const note: AuditNote = {
      by: grant.identity.actor.name,
      address,
      action,
      target,
      outcome: 'done',
      detail,
    };
    access.audit.add(note).catch((error: unknown) => {
      logger.error({ err: error, action }, 'the audit trail could not be written');
    });
  }
}
