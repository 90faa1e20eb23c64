'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import type { Webhook } from '../../lib/contract/webhook.ts';
import { useEditWebhook, useRemoveWebhook, useRenewSecret } from '../data/webhooks.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';
import { TestButton } from './test-button.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';
import { webhookPath, WEBHOOKS_PATH } from './words.ts';

interface WebhookActionsProps {
  readonly webhook: Webhook;
  readonly onSecret: (secret: string) => void;
}

type Asked = 'edit' | 'secret' | 'remove' | null;

/** What can be done with a webhook. */
export function WebhookActions({ webhook, onSecret }: WebhookActionsProps) {
  const [asked, setAsked] = useState<Asked>(null);
  const isReadable = webhook.url !== null;
  const router = useRouter();
  // Here and not in the questions, which are gone before the answer comes.
  const renew = useRenewSecret(webhook.id);
  const remove = useRemoveWebhook(webhook.id, () => {
    toast('good', `Webhook ${webhook.name} was removed`);
    router.replace(WEBHOOKS_PATH);
  });
  const renewNow = (): void =>
    renew.mutate(undefined, { onSuccess: ({ secret }) => onSecret(secret), onError: toastError });
  const removeNow = (): void => remove.mutate(undefined, { onError: toastError });
  const close = (): void => setAsked(null);
  return (
    <div className="flex flex-wrap items-center gap-2">
      <TestButton webhook={webhook} />
      <Switch webhook={webhook} />
      <Button isDisabled={!isReadable} onPress={() => setAsked('edit')}>
        Edit
      </Button>
      <Button isDisabled={!isReadable} onPress={() => setAsked('secret')}>
        New secret …
      </Button>
      <Button onPress={() => setAsked('remove')}>Remove …</Button>
      {asked === 'edit' && <Edit webhook={webhook} onClose={close} />}
      {asked === 'secret' && <NewSecret webhook={webhook} onConfirm={renewNow} onClose={close} />}
      {asked === 'remove' && <Removal webhook={webhook} onConfirm={removeNow} onClose={close} />}
    </div>
  );
}

/** Also after the console had disabled it. */
function Switch({ webhook }: { readonly webhook: Webhook }) {
  const edit = useEditWebhook(webhook.id);
  const { name, url, events, body } = webhook;
  const isOn = webhook.enabled && webhook.disabled === null;
  const turn = (): void =>
    edit.mutate({ name, url: url ?? '', events, body, enabled: !isOn }, { onError: toastError });
  return (
    <Button kind={isOn ? 'plain' : 'primary'} isDisabled={edit.isPending || url === null} onPress={turn}>
      {isOn ? 'Switch off' : 'Switch on'}
    </Button>
  );
}

interface AskedProps {
  readonly webhook: Webhook;
  readonly onClose: () => void;
}

function Edit({ webhook, onClose }: AskedProps) {
  const router = useRouter();
  const edit = useEditWebhook(webhook.id);
  return (
    <WebhookDialog
      webhook={webhook}
      mutation={edit}
      send={(request) =>
        edit.mutate(
          { ...request, enabled: webhook.enabled },
          {
            onSuccess: ({ name }) => {
              onClose();
              if (name !== webhook.name) router.replace(webhookPath(name));
            },
          },
        )
      }
      onClose={onClose}
    />
  );
}

interface ConfirmedProps extends AskedProps {
  readonly onConfirm: () => void;
}

const NewSecret = ({ webhook: { name }, onConfirm, onClose }: ConfirmedProps) => (
  <Confirm
    title={`Give ${name} a new secret?`}
    verb="Make a new secret"
    keep="Cancel"
    onConfirm={onConfirm}
    onClose={onClose}
  >
    <p>Receivers that check signatures refuse what is sent from now on, until they have the new one.</p>
  </Confirm>
);

const Removal = ({ webhook: { name, waiting }, onConfirm, onClose }: ConfirmedProps) => (
  <Confirm
    title={`Remove the webhook ${name}?`}
    verb="Remove webhook"
    keep="Cancel"
    onConfirm={onConfirm}
    onClose={onClose}
  >
    <p>Its deliveries are removed with it{waiting > 0 && `, also ${waiting} that wait`}.</p>
  </Confirm>
);
