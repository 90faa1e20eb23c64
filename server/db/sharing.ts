import { z } from 'zod';
import { shareScope } from '../../lib/contract/share.ts';
import type { Client } from './client.ts';
import { iso, json, parsedAll, parsedOrNull, text } from './rows.ts';

const recordingRow = z.object({
  bootId: text,
  port: z.int(),
  startedAt: iso,
  endedAt: iso.nullable(),
  removedAt: iso.nullable(),
});
type RecordingRow = Readonly<z.output<typeof recordingRow>>;

export interface Recordings {
  ofBoots(bootIds: readonly string[]): Promise<RecordingRow[]>;
  /** Inserts it, or replaces the recording of the same port and boot. */
  save(recording: RecordingRow): Promise<void>;
}

export function recordingsIn(client: Client): Recordings {
  return {
    ofBoots: async (bootIds) =>
      parsedAll(
        recordingRow,
        await client.recording.findMany({
          where: { bootId: { in: [...bootIds] } },
          orderBy: [{ startedAt: 'asc' }, { port: 'asc' }],
        }),
      ),
    save: async (recording) => {
      const { bootId, port } = recording;
      await client.recording.upsert({
        where: { bootId_port: { bootId, port } },
        create: recording,
        update: recording,
      });
    },
  };
}

const shareLinkRow = z.object({
  id: text,
  hash: text,
  title: text,
  scope: json(shareScope),
  passphraseHash: text.nullable(),
  hideIdentifiers: z.boolean(),
  downloads: z.boolean(),
  createdAt: iso,
  createdBy: text,
  creatorId: text,
  expiresAt: iso,
  revokedAt: iso.nullable(),
  revokedBy: text.nullable(),
  lastUsedAt: iso.nullable(),
});
export type ShareLinkRow = Readonly<z.output<typeof shareLinkRow>>;

export interface ShareLinks {
  /** The newest first; also those that have ended. */
  list(): Promise<ShareLinkRow[]>;
  byId(id: string): Promise<ShareLinkRow | null>;
  create(link: ShareLinkRow): Promise<void>;
  revoke(id: string, at: string, by: string | null): Promise<void>;
  touch(id: string, at: string): Promise<void>;
  /** Removes those that ended before. */
  removeEnded(before: string): Promise<void>;
}

export function shareLinksIn(client: Client): ShareLinks {
  return {
    list: async () =>
      parsedAll(shareLinkRow, await client.shareLink.findMany({ orderBy: { createdAt: 'desc' } })),
    byId: async (id) => parsedOrNull(shareLinkRow, await client.shareLink.findUnique({ where: { id } })),
    create: async ({ scope, ...plain }) => {
      await client.shareLink.create({ data: { ...plain, scope: JSON.stringify(scope) } });
    },
    revoke: async (id, revokedAt, revokedBy) => {
      await client.shareLink.updateMany({ where: { id, revokedAt: null }, data: { revokedAt, revokedBy } });
    },
    touch: async (id, lastUsedAt) => {
      await client.shareLink.updateMany({ where: { id }, data: { lastUsedAt } });
    },
    removeEnded: async (before) => {
      await client.shareLink.deleteMany({
        where: { OR: [{ expiresAt: { lt: before } }, { revokedAt: { lt: before } }] },
      });
    },
  };
}
