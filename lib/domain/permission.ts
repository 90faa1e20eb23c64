import { ConsoleError } from '../contract/error.ts';
import type { Role } from '../contract/session.ts';

/** Each permission and the lowest role that has it. REST, sockets and core all use this table. */
export const PERMISSIONS = {
  'session.own': 'viewer',
  'tokens.own': 'viewer',
  'tokens.all': 'admin',
  'nodes.read': 'viewer',
  'nodes.create': 'operator',
  'nodes.power': 'operator',
  'nodes.edit': 'operator',
  // What is done wrong to them on purpose.
  'faults.write': 'operator',
  'nodes.delete': 'operator',
  // Making them, going back to one, which loses what came later, and deleting them.
  'checkpoints.write': 'operator',
  'console.read': 'viewer',
  'console.write': 'operator',
  // Who is at a console, with their names.
  'presence.read': 'viewer',
  // Driving a console at once, and keeping others from it.
  'console.take-over': 'admin',
  // What is kept of past boots, and what is thrown away.
  'recordings.write': 'operator',
  'hosts.read': 'viewer',
  'domains.read': 'viewer',
  // Consoles, definitions and power of domains that the console did not make.
  'domains.use': 'operator',
  // Changes what somebody else has made: adoption, snapshots.
  'domains.write': 'admin',
  // The console logs in to them with its own keys, and owns what is on them.
  'hosts.write': 'admin',
  // Removes what may be another program's, such as leftovers of scripts.
  'orphans.clean': 'admin',
  'images.write': 'operator',
  // Of networks that somebody else made; a restart interrupts all that is in them.
  'networks.write': 'admin',
  // Bytes in storage pools of others: their disks.
  'volumes.read': 'admin',
  'volumes.write': 'admin',
  // Accounts and certificate authorities; a check sends requests from the console's own network.
  'orchestrators.write': 'admin',
  'templates.write': 'operator',
  // They create and delete nodes.
  'schedules.write': 'operator',
  'rules.write': 'operator',
  // Searches that are kept, and that may alarm.
  'searches.write': 'operator',
  'scenarios.write': 'operator',
  // Links that open without an account; one's own, and everybody's for an administrator.
  'shares.write': 'operator',
  'metrics.read': 'viewer',
  'audit.read': 'operator',
  // The console sends requests from its own network to where they lead, and their addresses let anybody write there.
  'webhooks.write': 'admin',
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof PERMISSIONS;

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

export const lesserRole = (one: Role, other: Role): Role => (RANK[one] < RANK[other] ? one : other);

export const allows = (role: Role, permission: Permission): boolean =>
  RANK[role] >= RANK[PERMISSIONS[permission]];

/** All that guests of a share link may do, with what the link shows. */
const OF_GUESTS: ReadonlySet<Permission> = new Set(['nodes.read', 'console.read']);

/** Whether an actor may do it: guests of a share link may hardly anything. */
export const permits = (
  { role, share }: { readonly role: Role; readonly share?: object | undefined },
  permission: Permission,
): boolean => (share === undefined || OF_GUESTS.has(permission)) && allows(role, permission);

/** Throws `forbidden` when the role lacks the permission, or `share` says that it is a guest, who has hardly any. */
export function requirePermission(
  actor: { readonly role: Role; readonly share?: object | undefined },
  permission: Permission,
): void {
  if (actor.share !== undefined && !OF_GUESTS.has(permission)) {
    throw new ConsoleError('forbidden', 'A share link shows something and allows nothing else.', {
      fix: 'Log in with an account of this console.',
    });
  }
  if (allows(actor.role, permission)) return;
  throw new ConsoleError(
    'forbidden',
    `The role ${actor.role} does not allow this: "${permission}" requires the role ${PERMISSIONS[permission]}.`,
    { fix: `Ask an administrator for the role ${PERMISSIONS[permission]}, or use another account or token.` },
  );
}
