import type { Webhook } from '../../lib/contract/webhook.ts';
import { webhookState } from './words.ts';

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
