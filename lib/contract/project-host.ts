import { z } from 'zod';
import { moment, orchestratorStatus } from './boot.ts';
import { failureNote } from './error.ts';
import { hostDetailsChanges } from './host-details.ts';
import { hostEntryToRegister } from './node-entry.ts';

export const STANDINGS = ['ours', 'stale', 'duplicate', 'foreign'] as const;

export const standing = z.enum(STANDINGS).meta({
  description:
    'ours: of a node of this console; stale: of a node that was deleted here; duplicate: shares its serial number or UUID with another host or node; foreign: any other',
});
export type Standing = z.infer<typeof standing>;

/** A host of an orchestrator's project, whoever registered it. */
export const projectHost = z
  .object({
    id: z.string(),
    name: z.string(),
    serial: z.string(),
    uuid: z.string(),
    standing,
    /** The node of this console that it belongs or belonged to. */
    node: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** With what it shares its serial number or UUID; a host can do so whatever its standing. */
    clash: z.string().nullable(),
    /** Its deletion has been requested and not carried out yet. */
    leaving: z.boolean(),
    site: z.string().nullable(),
    os: z.string().nullable(),
    osProfile: z.string().nullable(),
    /** Whether the OS was chosen with Secure Boot; null without an instance. */
    secureBoot: z.boolean().nullable(),
    localAccount: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    instanceId: z.string().nullable(),
    statuses: z.array(orchestratorStatus),
    address: z.string().nullable(),
    createdAt: moment.nullable(),
  })
  .meta({ id: 'ProjectHost' });
export type ProjectHost = z.infer<typeof projectHost>;

const projectHostColumn = z.enum(['standing', 'serial', 'name', 'os', 'status', 'created']);
export type ProjectHostColumn = z.infer<typeof projectHostColumn>;

const count = (least: number, most: number) =>
  z.coerce.number({ error: 'use a whole number' }).pipe(z.int().min(least).max(most));

export const projectHostQuery = z.object({
  standing: standing.optional(),
  /** In any of its texts, ignoring case. */
  search: z.string().max(200).optional(),
  sort: projectHostColumn.default('standing'),
  order: z.enum(['ascending', 'descending']).default('ascending'),
  offset: count(0, 100_000).default(0),
  limit: count(1, 500).default(100),
  /** Asks the orchestrator even if it answered a moment ago. */
  refresh: z.enum(['true', 'false']).default('false'),
});
export type ProjectHostQuery = z.infer<typeof projectHostQuery>;

export const projectHostPage = z
  .object({
    hosts: z.array(projectHost),
    /** That match the query, on all pages. */
    total: z.int(),
    /** Of the whole project. */
    counts: z.record(standing, z.int()),
    /** When the orchestrator was asked. */
    readAt: moment,
  })
  .meta({ id: 'ProjectHostPage' });
export type ProjectHostPage = z.infer<typeof projectHostPage>;

/** Machines that are no nodes of this console: they are registered, and nothing else is made of them. */
export const registerRequest = z
  .strictObject({
    hosts: z.array(hostEntryToRegister).min(1, 'name at least one').max(100, 'use at most 100'),
    /** Of all of them, unless one has its own. */
    details: hostDetailsChanges.optional(),
    /** Whether a machine is onboarded as soon as it makes contact, or waits for a person. */
    autoOnboard: z.boolean().default(true),
  })
  .meta({ id: 'RegisterRequest' });
export type RegisterRequest = z.infer<typeof registerRequest>;
export type RegisterInput = z.input<typeof registerRequest>;

export const registered = z.object({ hosts: z.array(projectHost) }).meta({ id: 'RegisteredHosts' });

export const cleanUpRequest = z
  .strictObject({
    /** As they were listed: one whose serial number or UUID differs by now is not removed. */
    hosts: z
      .array(z.strictObject({ id: z.string().min(1).max(100), serial: z.string(), uuid: z.string() }))
      .min(1)
      .max(500),
    /** The name of the orchestrator; required to remove a host that is not stale. */
    confirm: z.string().max(100).optional(),
  })
  .meta({ id: 'CleanUpRequest' });
export type CleanUpRequest = z.infer<typeof cleanUpRequest>;

export const cleanUpResult = z
  .object({
    removed: z.array(z.string()),
    failed: z.array(z.object({ id: z.string(), error: failureNote })),
  })
  .meta({ id: 'CleanUpResult' });
export type CleanUpResult = z.infer<typeof cleanUpResult>;
