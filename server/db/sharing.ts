import { z } from 'zod';
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

const shareScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('nodes'), nodes: z.array(text) }),
  z.object({ kind: z.literal('run'), run: text }),
  z.object({ kind: z.literal('wall') }),
]);
const shareLinkRow = z.object({
  id: text,
  hash: text,
  scope: json(shareScope),
  createdAt: iso,
  createdBy: text,
  expiresAt: iso,
  revokedAt: iso.nullable(),
});
export type ShareLinkRow = Readonly<z.output<typeof shareLinkRow>>;

export interface ShareLinks {
  list(): Promise<ShareLinkRow[]>;
  /** Looks up by the SHA-256 of the secret; includes expired and revoked links. */
  byHash(hash: string): Promise<ShareLinkRow | null>;
  create(link: ShareLinkRow): Promise<void>;
  revoke(id: string, at: string): Promise<void>;
  removeExpired(now: string): Promise<void>;
}

export function shareLinksIn(client: Client): ShareLinks {
  return {
    list: async () =>
      parsedAll(shareLinkRow, await client.shareLink.findMany({ orderBy: { createdAt: 'asc' } })),
    byHash: async (hash) =>
      parsedOrNull(shareLinkRow, await client.shareLink.findUnique({ where: { hash } })),
    create: async ({ scope, ...plain }) => {
      await client.shareLink.create({ data: { ...plain, scope: JSON.stringify(scope) } });
    },
    revoke: async (id, revokedAt) => {
      await client.shareLink.update({ where: { id }, data: { revokedAt } });
    },
    removeExpired: async (now) => {
      await client.shareLink.deleteMany({ where: { expiresAt: { lte: now } } });
    },
  };
}
