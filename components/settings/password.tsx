'use client';
import { useState } from 'react';
import { fieldErrors, useChangePassword } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Note } from '../ui/note.tsx';
import { Card } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';

const SHORTEST = 8;

export function Password() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [again, setAgain] = useState('');
  const change = useChangePassword();
  const errors = fieldErrors(change.error);
  const differs = again !== '' && again !== next;
  const short = next !== '' && next.length < SHORTEST;
  const clear = () => [setCurrent, setNext, setAgain].forEach((set) => set(''));
  return (
    <Card title="Password">
      <form
        className="grid items-start gap-3 sm:grid-cols-[repeat(3,minmax(0,1fr))_auto]"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ current, next }, { onSuccess: clear });
        }}
      >
        <TextField
          label="Current password"
          type="password"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
          error={errors.get('current')}
        />
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={short ? `At least ${SHORTEST} characters` : errors.get('next')}
        />
        <TextField
          label="Repeat new password"
          type="password"
          autoComplete="new-password"
          value={again}
          onChange={setAgain}
          error={differs ? 'The passwords differ' : undefined}
        />
        <Button
          kind="primary"
          type="submit"
          className="mt-5"
          isDisabled={current === '' || next.length < SHORTEST || again !== next || change.isPending}
        >
          Change password
        </Button>
      </form>
      {change.error && errors.size === 0 && <Problem error={change.error} />}
      {change.isSuccess && (
        <Note tone="good" title="The password is changed.">
          Your other sessions have ended. API tokens stay valid.
        </Note>
      )}
    </Card>
  );
}
