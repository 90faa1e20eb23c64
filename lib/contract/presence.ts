import { z } from 'zod';
import { moment } from './boot.ts';
import { role } from './session.ts';

/** A console of a machine: one of its serial ports, or its screen. */
const consoleName = z
  .string()
  .regex(/^(ttyS([0-9]|[12][0-9]|3[01])|screen)$/, 'use ttyS0 to ttyS31, or screen')
  .meta({ description: 'ttyS0, ttyS1 …, or screen' });

export const SCREEN = 'screen';
export const consoleNameOf = (kind: 'serial' | 'vnc', port: number): string =>
  kind === 'vnc' ? SCREEN : `ttyS${port}`;

/** Whoever has a console of the machine open, once for all windows of a login, or programs with one token. */
const consolePerson = z
  .object({
    /** The `seat` of their session. */
    id: z.string(),
    /** E-mail address, with the name of the token. */
    name: z.string(),
    role,
    from: z.enum(['browser', 'program']),
    since: moment,
    views: z.array(
      z.object({
        console: z.string(),
        since: moment,
        /** Whether they may type there when nobody else drives. */
        mayDrive: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'ConsolePerson' });
export type ConsolePerson = z.infer<typeof consolePerson>;

/** Who drives a console; those that nobody drives are left out. */
const consoleDriver = z
  .object({
    console: z.string(),
    /** `id` of a person, who may be gone for a moment. */
    person: z.string(),
    name: z.string(),
    since: moment,
    /** No key for a minute: whoever types or asks next drives. */
    idle: z.boolean(),
    /** The connection is lost; without it, the right is free in a few seconds. */
    gone: z.boolean(),
    /** An administrator keeps everybody else from driving. */
    locked: z.boolean(),
    /** Who has handed it over, and may take it back at once. */
    lender: z.string().nullable(),
    /** Requests that have not been answered, in their order. */
    asks: z.array(z.object({ person: z.string(), name: z.string(), at: moment })),
  })
  .meta({ id: 'ConsoleDriver' });
export type ConsoleDriver = z.infer<typeof consoleDriver>;

/** Who looks at the consoles of a node, or of another domain, and who drives them. */
export const presence = z
  .object({
    /** The node's id; or HOST/UUID. */
    node: z.string(),
    people: z.array(consolePerson),
    /** Viewers without an account. */
    guests: z.int(),
    drivers: z.array(consoleDriver),
    revision: z.int(),
  })
  .meta({ id: 'Presence' });
export type Presence = z.infer<typeof presence>;

export const presenceQuery = z.strictObject({
  /** A node; or HOST/DOMAIN, a domain of a host that is not a node. */
  node: z.string().min(1).max(200),
});

/** What one can do about who drives. */
export const driveAction = z.enum([
  'ask',
  'withdraw',
  'hand-over',
  'keep',
  'release',
  'take-over',
  'lock',
  'unlock',
]);
export type DriveAction = z.infer<typeof driveAction>;

export const driveRequest = z
  .strictObject({
    node: z.string().min(1).max(200),
    console: consoleName,
    action: driveAction,
    /** For `hand-over` and `keep`: the `id` of a person; by default whoever asked first. */
    to: z.string().min(1).max(100).optional(),
  })
  .meta({ id: 'DriveRequest' });
export type DriveRequest = z.infer<typeof driveRequest>;
