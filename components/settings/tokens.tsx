'use client';
import { absolute } from '../../lib/domain/format.ts';
import { useState } from 'react';
import type { ApiToken, Role } from '../../lib/contract/session.ts';
import { fieldErrors, useCreateToken, useRevokeToken, useTokens } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { Copyable } from '../ui/copy.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Age } from '../ui/moment.tsx';
import { Note } from '../ui/note.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const ROLES: readonly { readonly value: Role; readonly label: string; readonly detail: string }[] = [
  { value: 'viewer', label: 'Viewer', detail: 'Sees everything, changes nothing' },
  {
    value: 'operator',
    label: 'Operator',
    detail: 'Also creates, controls and deletes nodes, and types into consoles',
  },
  { value: 'admin', label: 'Admin', detail: 'Also manages the tokens of others' },
];

/** Tokens for the command line and scripts; each is shown once. */
export function Tokens() {
  const { data: tokens, error } = useTokens();
  return (
    <Card title="API tokens">
      <NewToken />
      {error && <Problem error={error} />}
      {!tokens && !error && <Skeleton className="h-9 w-full" />}
      {tokens?.length === 0 && (
        <p className="text-ink-3">No tokens yet. Create one here for scripts; “ven login” creates its own.</p>
      )}
      {tokens && tokens.length > 0 && (
        <ul className="border-t border-line">
          {tokens.map((token) => (
            <Entry key={token.id} token={token} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NewToken() {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('operator');
  const [days, setDays] = useState('90');
  const create = useCreateToken();
  const errors = fieldErrors(create.error);
  return (
    <>
      <form
        className="mb-4 grid items-start gap-3 sm:grid-cols-[minmax(0,2fr)_minmax(0,2fr)_6rem_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ name, role, days: Number(days) }, { onSuccess: () => setName('') });
        }}
      >
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          placeholder="For example: lab script"
          error={errors.get('name')}
        />
        <SelectField
          label="Role"
          value={role}
          onChange={(value) => setRole(ROLES.find((one) => one.value === value)?.value ?? 'viewer')}
          options={ROLES}
          error={errors.get('role')}
        />
        <TextField label="Valid, days" numeric value={days} onChange={setDays} error={errors.get('days')} />
        <Button kind="primary" type="submit" className="mt-5" isDisabled={name === '' || create.isPending}>
          Create token
        </Button>
      </form>
      {create.error && errors.size === 0 && <Problem error={create.error} />}
      {create.data && (
        <div className="mb-4">
          <Note alert tone="good" title="Copy the token now. It is not shown again.">
            <Copyable text={create.data.token} what="token" />
          </Note>
        </div>
      )}
    </>
  );
}

function Entry({ token }: { readonly token: ApiToken }) {
  const revoke = useRevokeToken();
  const [confirming, setConfirming] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-2 last:border-b-0">
      <span className="font-medium">{token.name}</span>
      <span className="text-ink-2">{token.role}</span>
      <span className="text-xs text-ink-3">
        expires {absolute(token.expiresAt)}
        {token.lastUsedAt === null ? (
          ', never used'
        ) : (
          <>
            , last used <Age at={token.lastUsedAt} ago />
          </>
        )}
      </span>
      <span className="ml-auto flex items-center gap-2">
        {revoke.error && <span className="text-bad">{revoke.error.message}</span>}
        <Button isDisabled={revoke.isPending} onPress={() => setConfirming(true)}>
          Revoke …
        </Button>
        {confirming && (
          <Confirm
            title={`Revoke the token “${token.name}”?`}
            verb="Revoke token"
            keep="Cancel"
            onConfirm={() => revoke.mutate(token.id)}
            onClose={() => setConfirming(false)}
          >
            <p>Requests with this token will be refused, and its open connections are closed.</p>
          </Confirm>
        )}
      </span>
    </li>
  );
}
