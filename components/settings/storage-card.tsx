'use client';
import { bytes, counted, memory } from '../../lib/domain/format.ts';
import { useStorage } from '../data/hooks.ts';
import { Card, Facts } from '../ui/page.tsx';

/** The space taken by logs and history, and how long they are kept. */
export function StorageCard() {
  const { data } = useStorage();
  if (data === undefined) return null;
  const { logs, history, audit } = data;
  const limit = memory(logs.maxBytes / 2 ** 20);
  return (
    <Card title="Storage">
      <Facts
        facts={[
          [
            'Recordings',
            `${bytes(logs.bytes)} of ${counted(logs.boots, 'boot')}, of that ${bytes(logs.pictureBytes)} of pictures; kept for ${counted(logs.maxDays, 'day')}, and up to ${limit} in total`,
          ],
          [
            'Pinned',
            logs.pinned === 0
              ? 'nothing: a pinned boot is kept for good'
              : `${bytes(logs.pinnedBytes)} of ${counted(logs.pinned, 'boot')}, kept for good`,
          ],
          [
            'History',
            `of ${counted(history.deletedNodes, 'deleted node')}; kept for ${counted(history.maxDays, 'day')}, and up to ${history.maxNodes} nodes`,
          ],
          [
            'Audit trail',
            `${counted(audit.events, 'event')}; kept for ${counted(audit.maxDays, 'day')}, and up to ${audit.maxEvents} events`,
          ],
        ]}
      />
    </Card>
  );
}
