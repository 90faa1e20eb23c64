import { createHash } from 'node:crypto';
import { permits } from '../../../lib/domain/permission.ts';
import type { Seat } from '../api.ts';
import type { Identity } from './api.ts';

/** Others at a console may know it; it says nothing about the session, token or link. */
export const seatIdOf = (id: string): string =>
  createHash('sha256').update(id).digest('base64url').slice(0, 16);

/** Who this is at a console. */
export function seatOf({ actor, seat, kind }: Identity): Seat {
  const { userId, name, role } = actor;
  return {
    ...{ id: seat, userId, name, role, from: kind === 'token' ? 'program' : 'browser' },
    guest: actor.share !== undefined,
    mayDrive: permits(actor, 'console.write'),
  };
}
