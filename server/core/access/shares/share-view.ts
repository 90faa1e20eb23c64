import type { ShareLink, SharedView } from '../../../../lib/contract/share.ts';
import type { Shared } from '../../../../lib/domain/share/scope.ts';
import { shareStateOf } from '../../../../lib/domain/share/states.ts';
import type { ShareLinkRow } from '../../../db/sharing.ts';

export const sharedOf = ({ scope, hideIdentifiers, downloads }: ShareLinkRow): Shared => ({
  scope,
  hideIdentifiers,
  downloads,
});

function subjectOf({ scope }: ShareLinkRow): Pick<ShareLink, 'kind' | 'nodeIds' | 'runId' | 'boot'> {
  const { kind } = scope;
  switch (kind) {
    case 'nodes':
      return { kind, nodeIds: Object.keys(scope.boots), runId: null, boot: null };
    case 'run':
      return { kind, nodeIds: [], runId: scope.run, boot: null };
    case 'wall':
      return { kind, nodeIds: [], runId: null, boot: null };
    case 'recording':
      return { kind, nodeIds: [scope.node], runId: null, boot: scope.boot };
  }
}

/** For its guests. */
export const sharedViewOf = (row: ShareLinkRow): SharedView => ({
  title: row.title,
  ...subjectOf(row),
  expiresAt: row.expiresAt,
  hideIdentifiers: row.hideIdentifiers,
  downloads: row.downloads,
});

interface Managed {
  readonly now: number;
  readonly viewers: number;
  readonly mayRevoke: boolean;
}

export const shareLinkOf = (row: ShareLinkRow, { now, viewers, mayRevoke }: Managed): ShareLink => ({
  id: row.id,
  title: row.title,
  ...subjectOf(row),
  state: shareStateOf(row, now),
  passphrase: row.passphraseHash !== null,
  hideIdentifiers: row.hideIdentifiers,
  downloads: row.downloads,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  revokedBy: row.revokedBy,
  lastUsedAt: row.lastUsedAt,
  viewers,
  mayRevoke,
});
