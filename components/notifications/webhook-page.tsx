'use client';
import { useState } from 'react';
import type { Webhook } from '../../lib/contract/webhook.ts';
import { absolute } from '../../lib/domain/format.ts';
import { useAllowed, useSession } from '../data/hooks.ts';
import { useWebhooks } from '../data/webhooks.ts';
import { Copyable } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Note } from '../ui/note.tsx';
import { Card, Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { Deliveries } from './deliveries.tsx';
import { SecretNote, StateMark } from './marks.tsx';
import { WebhookActions } from './webhook-actions.tsx';
import { bodyLabel, EVENT_WORDS, WEBHOOKS_PATH } from './words.ts';

/** One webhook: how it is, and what it was sent. */
export function WebhookPage({ name }: { readonly name: string }) {
  const { data: session } = useSession();
  const mayRead = useAllowed('webhooks.write');
  const { data: webhooks, error, refetch } = useWebhooks(mayRead);
  const [secret, setSecret] = useState<string | null>(null);
  const webhook = webhooks?.find((each) => each.name === name || each.id === name);
  if (webhooks && !webhook)
    return (
      <Empty
        alone
        title={`There is no webhook “${name}”`}
        action={
          <Link href={WEBHOOKS_PATH} className="text-accent hover:underline">
            All webhooks
          </Link>
        }
      >
        It may have been removed or renamed.
      </Empty>
    );
  const all = (
    <Link href={WEBHOOKS_PATH} className="hover:text-ink hover:underline">
      All webhooks
    </Link>
  );
  return (
    <Page
      title={name}
      aside={all}
      action={webhook && <WebhookActions webhook={webhook} onSecret={setSecret} />}
    >
      <div className="flex max-w-4xl flex-col gap-4 p-4">
        {session && !mayRead && <Note tone="warn" title="Webhooks are for administrators" />}
        {error && <Problem error={error} retry={() => void refetch()} />}
        {mayRead && !webhook && !error && <Skeleton className="h-40" />}
        {secret !== null && <SecretNote secret={secret} />}
        {webhook && <About webhook={webhook} />}
        {webhook && <Deliveries webhook={webhook} />}
      </div>
    </Page>
  );
}

function About({ webhook }: { readonly webhook: Webhook }) {
  const { url, disabled, failingSince, events, body, waiting, deliveredAt, createdAt, createdBy } = webhook;
  return (
    <>
      {disabled !== null && (
        <Note tone="bad" title={`Nothing is sent since ${absolute(disabled.at)}`}>
          {disabled.reason} Put that right, send a test, and switch it on.
        </Note>
      )}
      {url === null && (
        <Note tone="bad" title="Address and secret were sealed with another key">
          Restore VEN_SECRET_KEY or the file secret.key, or remove the webhook and add it again.
        </Note>
      )}
      <Card title="Webhook">
        <Facts
          facts={[
            ['State', <StateMark key="state" webhook={webhook} />],
            ...(url === null ? [] : [['Address', <Copyable key="url" text={url} what="address" />] as const]),
            ['Told of', events.map((type) => EVENT_WORDS[type]).join(', ')],
            ['Written as', bodyLabel(body.kind)],
            ['Waiting', String(waiting)],
            ['Delivered', deliveredAt === null ? 'never' : <Age key="delivered" at={deliveredAt} ago />],
            ...(failingSince === null ? [] : [['Failing since', absolute(failingSince)] as const]),
            ['Added', `${absolute(createdAt)} by ${createdBy}`],
          ]}
        />
      </Card>
    </>
  );
}
