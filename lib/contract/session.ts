import { z } from 'zod';
import { moment } from './boot.ts';

/** viewer: read only; operator: also creates, powers, types, deletes; admin: also others' tokens and settings. */
export const role = z.enum(['viewer', 'operator', 'admin']);
export type Role = z.infer<typeof role>;

export const loginRequest = z
  .strictObject({ email: z.string().min(1).max(320), password: z.string().min(1).max(1024) })
  .meta({ id: 'LoginRequest' });
export const session = z
  .object({
    user: z.object({ id: z.string(), email: z.string(), role }),
    /** Who one is at consoles: the same in all windows of a login, and for all programs with one token. */
    seat: z.string(),
    expiresAt: moment.nullable(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof session>;

export const passwordRequest = z
  .strictObject({ current: z.string().min(1).max(1024), next: z.string().min(8).max(1024) })
  .meta({ id: 'PasswordRequest' });
export type PasswordRequest = z.infer<typeof passwordRequest>;

export const tokenRequest = z
  .strictObject({
    name: z.string().min(1).max(100),
    role: role.default('operator'),
    days: z.int().min(1).max(3650).default(90),
  })
  .meta({ id: 'TokenRequest' });
export const apiToken = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    createdAt: moment,
    expiresAt: moment,
    lastUsedAt: moment.nullable(),
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof apiToken>;
/** The token itself, which is shown only once. */
export const newToken = apiToken.extend({ token: z.string() }).meta({ id: 'NewToken' });

export const auditEvent = z
  .object({
    id: z.string(),
    at: moment,
    by: z.string(),
    /** Where the request came from; null for actions of the console itself, and for older events. */
    address: z.string().nullable(),
    action: z.string(),
    target: z.string().nullable(),
    outcome: z.enum(['done', 'refused', 'failed']),
    detail: z.string(),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.infer<typeof auditEvent>;
