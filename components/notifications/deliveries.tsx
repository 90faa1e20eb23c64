'use client';
import type { Delivery, DeliveryAttempt, Webhook } from '../../lib/contract/webhook.ts';
import { absolute } from '../../lib/domain/format.ts';
import { useDeliveries, useSendAgain } from '../data/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Fold } from '../ui/fold.tsx';
import { Age } from '../ui/moment.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toastError } from '../ui/toast-queue.ts';
import { DELIVERY_STATES, EVENT_WORDS } from './words.ts';

/** What was sent or waits, the newest first. */
export function Deliveries({ webhook }: { readonly webhook: Webhook }) {
  const { data: deliveries, error } = useDeliveries(webhook.id);
  return (
    <section className="overflow-hidden rounded-lg border border-line bg-panel">
      <h2 className="px-4 py-2 text-sm font-semibold">Deliveries</h2>
      {error && (
        <div className="p-4">
          <Problem error={error} />
        </div>
      )}
      {!deliveries && !error && <Skeleton className="m-4 h-9" />}
      {deliveries?.length === 0 && (
        <p className="border-t border-line p-4 text-ink-3">
          Nothing has happened yet that it is told of. “Send a test” shows whether it would arrive.
        </p>
      )}
      {deliveries?.map((delivery) => (
        <Fold
          key={delivery.id}
          title={delivery.title}
          open={false}
          aside={
            <>
              {EVENT_WORDS[delivery.type]}, <State delivery={delivery} />, <Age at={delivery.raisedAt} ago />
            </>
          }
        >
          <DeliveryDetails webhook={webhook} delivery={delivery} />
        </Fold>
      ))}
    </section>
  );
}

const TONES: Readonly<Record<Delivery['state'], string>> = {
  waiting: 'text-warn',
  delivered: 'text-good',
  'given-up': 'text-bad',
};

const State = ({ delivery: { state, tries } }: { readonly delivery: Delivery }) => (
  <span className={TONES[state]}>
    {DELIVERY_STATES[state]}
    {state === 'waiting' && tries > 0 && ` after ${tries} failed`}
  </span>
);

interface DeliveryDetailsProps {
  readonly webhook: Webhook;
  readonly delivery: Delivery;
}

function DeliveryDetails({ webhook, delivery }: DeliveryDetailsProps) {
  const again = useSendAgain(webhook.id);
  const { id, attempts, body, contentType, nextAt, reason, state, tries } = delivery;
  const isOn = webhook.enabled && webhook.disabled === null;
  return (
    <>
      {reason !== null && <p>{reason}</p>}
      {nextAt !== null && tries > 0 && <p className="text-ink-2">Tried again at {absolute(nextAt)}.</p>}
      {attempts.length > 0 && (
        <ol className="flex flex-col gap-1.5">
          {attempts.map((attempt) => (
            <li key={attempt.at}>
              <Attempt attempt={attempt} />
            </li>
          ))}
        </ol>
      )}
      <div>
        <p className="flex items-center gap-2 text-xs text-ink-3">
          Sent as {contentType}, webhook-id <span className="font-mono break-all">{id}</span>
          <CopyButton text={body} what="what was sent" />
        </p>
        <Text text={body} label="What was sent" />
      </div>
      {state !== 'waiting' && (
        <p className="flex flex-wrap items-center gap-2">
          <Button
            isDisabled={again.isPending || !isOn}
            onPress={() => again.mutate(id, { onError: toastError })}
          >
            Send again
          </Button>
          {!isOn && <span className="text-ink-3">The webhook is off.</span>}
        </p>
      )}
    </>
  );
}

function Attempt({
  attempt: { at, milliseconds, error, status, answer },
}: {
  readonly attempt: DeliveryAttempt;
}) {
  return (
    <>
      <span className="text-ink-3 tabular-nums">
        {absolute(at)}, {milliseconds} ms:
      </span>{' '}
      <span className={error === null ? 'text-good' : 'text-bad'}>
        {error ?? `accepted (${status ?? ''})`}
      </span>
      {answer !== '' && <Text text={answer} label="Beginning of the answer" />}
    </>
  );
}

const Text = ({ text, label }: { readonly text: string; readonly label: string }) => (
  <pre
    role="group"
    aria-label={label}
    tabIndex={0}
    className="mt-1 max-h-40 overflow-auto rounded-md bg-sunken px-2 py-1 font-mono text-xs break-all whitespace-pre-wrap"
  >
    {text}
  </pre>
);
