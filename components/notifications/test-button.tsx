'use client';
import type { Webhook } from '../../lib/contract/webhook.ts';
import { useTestWebhook } from '../data/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';

/** Sends a test, and says what came of it. */
export function TestButton({ webhook: { id, name, url } }: { readonly webhook: Webhook }) {
  const test = useTestWebhook(id);
  const send = (): void =>
    test.mutate(undefined, {
      onSuccess: ({ attempts }) => {
        const { error = null, milliseconds = 0 } = attempts.at(-1) ?? {};
        if (error === null) toast('good', `${name} accepted the test`, `after ${milliseconds} ms`);
        else toast('bad', `${name} did not accept the test`, error);
      },
      onError: toastError,
    });
  return (
    <Button aria-label={`Send a test to ${name}`} isDisabled={test.isPending || url === null} onPress={send}>
      {test.isPending ? 'Sending …' : 'Send a test'}
    </Button>
  );
}
