'use client';
import { NOTICE_TYPES } from '../../lib/contract/notice.ts';
import { type Webhook, type WebhookRequest, webhookRequest } from '../../lib/contract/webhook.ts';
import { PLACEHOLDERS } from '../../lib/domain/notices/placeholders.ts';
import { type ReadDraft, readAs, toEnter } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LABEL } from '../ui/field.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { BODIES, EVENT_DETAILS, EVENT_WORDS, type EventType } from './words.ts';

interface Draft {
  readonly name: string;
  readonly url: string;
  readonly kind: string;
  readonly template: string;
  readonly plain: boolean;
  readonly ready: boolean;
  readonly failed: boolean;
  readonly stalled: boolean;
  readonly done: boolean;
  readonly hit: boolean;
}

const FIELD_OF: Readonly<Record<EventType, 'ready' | 'failed' | 'stalled' | 'done' | 'hit'>> = {
  'node.ready': 'ready',
  'node.failed': 'failed',
  'node.stalled': 'stalled',
  'run.done': 'done',
  'search.hit': 'hit',
};

const TEMPLATE = '{\n  "text": "{{title}}: {{text}} {{link}}"\n}';

function begun(webhook: Webhook | null): Draft {
  const tells = (type: EventType) => webhook?.events.includes(type) ?? type !== 'node.ready';
  const body = webhook?.body ?? { kind: 'json' };
  return {
    ...{ name: webhook?.name ?? '', url: webhook?.url ?? '', kind: body.kind },
    template: body.kind === 'custom' ? body.template : TEMPLATE,
    plain: body.kind === 'custom' && body.contentType === 'text/plain',
    ...{ ready: tells('node.ready'), failed: tells('node.failed') },
    ...{ stalled: tells('node.stalled'), done: tells('run.done'), hit: tells('search.hit') },
  };
}

/** Mistakes are named after the fields of the draft. */
function read(draft: Draft): ReadDraft<WebhookRequest> {
  const { name, url, kind, template, plain } = draft;
  const contentType = plain ? 'text/plain' : 'application/json';
  const result = readAs(
    webhookRequest,
    {
      ...{ name, url, events: NOTICE_TYPES.filter((type) => draft[FIELD_OF[type]]) },
      body: kind === 'custom' ? { kind, template, contentType } : { kind },
    },
    toEnter,
  );
  if (result.ok) return result;
  return {
    ok: false,
    errors: new Map([...result.errors].map(([path, message]) => [path.replace('body.', ''), message])),
  };
}

interface WebhookDialogProps {
  /** Null: a new one. */
  readonly webhook: Webhook | null;
  /** What sends it: a mutation of TanStack Query, as far as a form needs it. */
  readonly mutation: Parameters<typeof useDialogForm>[0]['mutation'];
  readonly send: (request: WebhookRequest) => void;
  readonly onClose: () => void;
}

/** Adds a webhook, or changes one. */
export function WebhookDialog({ webhook, mutation, send, onClose }: WebhookDialogProps) {
  const { draft, field, check, dialog } = useDialogForm({
    ...{ begin: () => begun(webhook), read, mutation, send },
  });
  const none = NOTICE_TYPES.every((type) => !draft[FIELD_OF[type]]);
  return (
    <FormDialog
      title={webhook === null ? 'Add webhook' : `Edit ${webhook.name}`}
      verb={webhook === null ? 'Add webhook' : 'Save'}
      sending={webhook === null ? 'Adding …' : 'Saving …'}
      wide
      {...dialog}
      onClose={onClose}
    >
      <TextField label="Name" mono autoFocus placeholder="team-chat" {...field('name')} />
      <TextField
        label="Address"
        mono
        placeholder="https://hooks.example.org/…"
        hint="The console sends requests there from its own network; redirects are not followed"
        {...field('url')}
      />
      <fieldset className="flex flex-col gap-1.5">
        <legend className={`${LABEL} mb-1`}>Tell it when</legend>
        {NOTICE_TYPES.map((type) => (
          <Checkbox key={type} {...check(FIELD_OF[type])}>
            <span>
              {EVENT_WORDS[type]} <span className="text-xs text-ink-3">{EVENT_DETAILS[type]}</span>
            </span>
          </Checkbox>
        ))}
        {none && <p className="text-xs text-bad">choose at least one event</p>}
      </fieldset>
      <SelectField
        label="Written as"
        options={BODIES}
        hint={BODIES.find(({ value }) => value === draft.kind)?.detail}
        {...field('kind')}
      />
      {draft.kind === 'custom' && (
        <>
          <TextArea
            label="Text"
            rows={6}
            hint={`Placeholders: ${PLACEHOLDERS.map((each) => `{{${each}}}`).join(' ')}`}
            {...field('template')}
          />
          <Checkbox {...check('plain')}>It is plain text, not JSON</Checkbox>
        </>
      )}
    </FormDialog>
  );
}
