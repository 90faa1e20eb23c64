'use client';
import { useState } from 'react';
import Plus from 'lucide-react/icons/plus';
import type { NewWebhook, Webhook } from '../../lib/contract/webhook.ts';
import { useAllowed, useSession } from '../data/hooks.ts';
import { useAddWebhook, useWebhooks } from '../data/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Note } from '../ui/note.tsx';
import { Page, ScrollX } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TableHead } from '../ui/table-head.tsx';
import { SecretNote, StateMark } from './marks.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { TestButton } from './test-button.tsx';
import { bodyLabel, EVENT_WORDS, webhookPath } from './words.ts';

/** Who is told what happens. */
export function WebhooksPage() {
  const { data: session } = useSession();
  const mayWrite = useAllowed('webhooks.write');
  const { data: webhooks, error, refetch } = useWebhooks(mayWrite);
  const add = useAddWebhook();
  const [adding, setAdding] = useState(false);
  const [added, setAdded] = useState<NewWebhook | null>(null);
  const button = (
    <Button kind="primary" isDisabled={!mayWrite} onPress={() => setAdding(true)}>
      <Plus size={15} /> Add webhook
    </Button>
  );
  return (
    <Page title="Notifications" action={webhooks && webhooks.length > 0 && button}>
      {session && !mayWrite && (
        <div className="p-4">
          <Note tone="warn" title="Webhooks are for administrators">
            Their addresses let anybody write there. Sign in as an administrator to see and change them.
          </Note>
        </div>
      )}
      {error && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {added && (
        <div className="p-4">
          <SecretNote secret={added.secret} />
        </div>
      )}
      {mayWrite && !webhooks && !error && <Skeleton className="m-4 h-24" />}
      {webhooks?.length === 0 && (
        <Empty title="Nobody is told yet" action={button}>
          Webhooks tell a program or a chat when a node is ready, fails or takes long, and when a run is done.
        </Empty>
      )}
      {webhooks && webhooks.length > 0 && <Table webhooks={webhooks} />}
      {adding && (
        <WebhookDialog
          webhook={null}
          mutation={add}
          send={(request) =>
            add.mutate(request, {
              onSuccess: (made) => {
                setAdded(made);
                setAdding(false);
              },
            })
          }
          onClose={() => setAdding(false)}
        />
      )}
    </Page>
  );
}

const Table = ({ webhooks }: { readonly webhooks: readonly Webhook[] }) => (
  <ScrollX label="Webhooks">
    <table className="w-full text-left">
      <TableHead columns={['Name', 'State', 'Told of', 'Written as', 'Waiting', 'Delivered']} />
      <tbody>
        {webhooks.map((webhook) => (
          <tr key={webhook.id} className="h-10 border-b border-line hover:bg-hover">
            <td className="pl-4 whitespace-nowrap">
              <Link
                href={webhookPath(webhook.name)}
                className="font-mono text-xs font-medium hover:underline"
              >
                {webhook.name}
              </Link>
            </td>
            <td className="px-3 whitespace-nowrap">
              <StateMark webhook={webhook} />
            </td>
            <td className="min-w-56 px-3 text-ink-2">
              {webhook.events.map((type) => EVENT_WORDS[type]).join(', ')}
            </td>
            <td className="px-3 whitespace-nowrap text-ink-2">{bodyLabel(webhook.body.kind)}</td>
            <td className="px-3 text-ink-2 tabular-nums">{webhook.waiting}</td>
            <td className="px-3 text-ink-2">
              {webhook.deliveredAt === null ? 'never' : <Age at={webhook.deliveredAt} ago />}
            </td>
            <td className="pr-4 text-right">
              <TestButton webhook={webhook} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </ScrollX>
);
