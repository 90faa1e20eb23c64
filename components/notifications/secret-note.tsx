'use client';
import { Copyable } from '../ui/copy.tsx';
import { Note } from '../ui/note.tsx';

/** The one time that a secret is shown. */
export const SecretNote = ({ secret }: { readonly secret: string }) => (
  <Note alert tone="good" title="Copy the signing secret now. It is not shown again.">
    <Copyable text={secret} what="signing secret" />
    <p className="text-xs">
      Receivers that check signatures need it (Standard Webhooks); chats such as Slack do not.
    </p>
  </Note>
);
