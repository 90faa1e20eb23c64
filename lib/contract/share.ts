import { z } from 'zod';
import { moment } from './boot.ts';

/** Where the pages, requests and sockets of a link's guests are: `/share/ID`, with the API and the sockets below it. */
export const SHARE_PATH = '/share';

/** The link that an address belongs to, and what it is below it; null for all others. */
export function sharedPath(path: string): { readonly id: string; readonly rest: string } | null {
  const [, id, rest] = /^\/share\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  return id === undefined ? null : { id, rest: rest ?? '' };
}

const value = z.string().max(200).default('');

/** A link lasts no longer than this. */
export const SHARE_MAX_DAYS = 90;

/** What a wall is limited to, as in its address. */
const wallFilter = z
  .strictObject({ run: value, host: value, label: value, template: value, orchestrator: value })
  .meta({ id: 'WallFilter' });

const boots = z.record(z.string(), z.int().min(1));

/**
 * What a link shows, by id. `boots` has the first boot of each node that is shown; of nodes that are not in it, such as
 * those that a run was given later, all are.
 */
export const shareScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nodes'), boots }),
  z.object({ kind: z.literal('run'), run: z.string(), boots }),
  z.object({ kind: z.literal('recording'), node: z.string(), boot: z.int().min(1) }),
  z.object({ kind: z.literal('wall'), filter: wallFilter, boots }),
]);
export type ShareScope = z.infer<typeof shareScope>;

const name = z.string().min(1).max(100);

const passphrase = z.string().min(8, 'use at least 8 characters').max(200, 'use at most 200 characters');

export const shareRequest = z
  .strictObject({
    what: z
      .discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('nodes'), nodes: z.array(name).min(1, 'name a node').max(50) }),
        z.strictObject({ kind: z.literal('run'), run: name }),
        /** One boot, past or going on; its number. */
        z.strictObject({ kind: z.literal('recording'), node: name, boot: z.int().min(1) }),
        /** Every node that fits the filter, also those that are made later. */
        z.strictObject({ kind: z.literal('wall'), filter: wallFilter.prefault({}) }),
      ])
      .meta({ id: 'ShareSubject' }),
    expiresAt: moment,
    /** What guests read above it; otherwise the names of what is shown. */
    title: z.string().trim().min(1).max(100).optional(),
    passphrase: passphrase.optional(),
    /** Guests are not shown serial numbers, UUIDs and addresses, except where a machine prints them itself. */
    hideIdentifiers: z.boolean().default(false),
    /** Guests may also save what they see: logs, asciicasts, and boots as pages. */
    downloads: z.boolean().default(false),
  })
  .meta({ id: 'ShareRequest' });
export type ShareRequest = z.output<typeof shareRequest>;
export type ShareInput = z.input<typeof shareRequest>;

/** `gone`: what it showed was deleted. */
const shareState = z.enum(['active', 'expired', 'revoked', 'gone']);
export type ShareState = z.infer<typeof shareState>;

/** A link, for those who manage it. */
const shareLink = z
  .object({
    id: z.string(),
    title: z.string(),
    kind: z.enum(['nodes', 'run', 'recording', 'wall']),
    /** Ids of its nodes; of a run and a wall none. */
    nodeIds: z.array(z.string()),
    runId: z.string().nullable(),
    boot: z.int().nullable(),
    state: shareState,
    passphrase: z.boolean(),
    hideIdentifiers: z.boolean(),
    downloads: z.boolean(),
    createdAt: moment,
    createdBy: z.string(),
    expiresAt: moment,
    revokedAt: moment.nullable(),
    revokedBy: z.string().nullable(),
    lastUsedAt: moment.nullable(),
    /** People who look at it now. */
    viewers: z.int().min(0),
    /** Whether who asks may revoke it. */
    mayRevoke: z.boolean(),
  })
  .meta({ id: 'ShareLink' });
export type ShareLink = z.infer<typeof shareLink>;

export const shareList = z.object({ shares: z.array(shareLink) }).meta({ id: 'ShareList' });

/** The only answer with the address that opens the link; its secret is behind the `#`, which browsers send to nobody. */
export const newShare = z.object({ share: shareLink.extend({ url: z.string() }) }).meta({ id: 'NewShare' });
export type NewShare = z.infer<typeof newShare>['share'];

/** What a guest needs to know of the link. */
const sharedView = z
  .object({
    title: z.string(),
    kind: shareLink.shape.kind,
    nodeIds: z.array(z.string()),
    runId: z.string().nullable(),
    boot: z.int().nullable(),
    expiresAt: moment,
    hideIdentifiers: z.boolean(),
    downloads: z.boolean(),
  })
  .meta({ id: 'SharedView' });
export type SharedView = z.infer<typeof sharedView>;

/** `passphrase`: it opens once that was given. */
export const guestView = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('passphrase') }),
    z.object({ state: z.literal('open'), share: sharedView }),
  ])
  .meta({ id: 'GuestView' });
export type GuestView = z.infer<typeof guestView>;

export const guestRequest = z
  .union([
    z.strictObject({ token: z.string().min(1).max(200) }),
    z.strictObject({ passphrase: z.string().min(1).max(200) }),
  ])
  .meta({ id: 'GuestRequest' });
