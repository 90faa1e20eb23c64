import type { Logger } from 'pino';
import type { Access, AuditNote } from '../core/access/api.ts';
import type { DriverTurn } from '../core/api.ts';
import { lasting } from './console-audit.ts';

const GOT = {
  typed: 'typed first',
  idle: 'the driver before was idle',
  unanswered: 'the driver before did not answer',
  'handed-over': 'handed over',
  'took-over': 'taken over',
  locked: 'taken over and locked',
  next: 'had asked, and the driver before is gone',
} as const;

const LOST = {
  idle: 'was idle',
  unanswered: 'did not answer a request',
  'handed-over': 'handed over',
  'taken-over': 'taken over by somebody else',
  released: 'let go',
  left: 'has left',
  ended: 'the login has ended',
} as const;

/** Records who drove which console from when to when. */
export function auditDriver(
  { nodeName, console, turn, names, at }: DriverTurn,
  access: Pick<Access, 'audit'>,
  logger: Pick<Logger, 'error'>,
): void {
  const target = `${nodeName} ${console}`;
  const note = (by: string | null, action: string, detail: string): void => {
    const entry: AuditNote = { by: by ?? 'unknown', address: null, action, target, outcome: 'done', detail };
    access.audit.add(entry).catch((error: unknown) => {
      logger.error({ err: error, action }, 'the audit trail could not be written');
    });
  };
  const { from, to, got, lost } = turn;
  if (from !== null && lost !== null) {
    const next = names.to === null ? '' : `; then ${names.to}`;
    note(names.from, 'console drive end', `drove for ${lasting(at - from.since)}: ${LOST[lost]}${next}`);
  }
  if (to !== null && got !== null) {
    const before = names.from === null ? '' : `; before: ${names.from}`;
    note(names.to, 'console drive', `${GOT[got]}${before}`);
  }
}
