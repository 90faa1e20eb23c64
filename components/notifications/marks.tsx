import type { Webhook } from '../../lib/contract/webhook.ts';
import { webhookState } from './words.ts';
import { Copyable } from '../ui/copy.tsx';
import { Note } from '../ui/note.tsx';

const DOTS = { good: 'bg-good', warn: 'bg-warn', bad: 'bg-bad', plain: 'bg-bar/60' } as const;

export function StateMark({ webhook }: { readonly webhook: Webhook }) {
  const { word, tone } = webhookState(webhook);
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`size-1.5 rounded-full ${DOTS[tone]}`} />
      {word}
    </span>
  );
}

/** The one time that a secret is shown. */
export const SecretNote = ({ secret }: { readonly secret: string }) => (
  <Note alert tone="good" title="Copy the signing secret now. It is not shown again.">
    <Copyable text={secret} what="signing secret" />
    <p className="text-xs">
      Receivers that check signatures need it (Standard Webhooks); chats such as Slack do not.
    </p>
  </Note>
);
