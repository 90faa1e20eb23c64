'use client';
import { redirectTarget } from './redirect-target.ts';
import { useState } from 'react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useLogin } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Emblem } from '../ui/emblem.tsx';
import { TextField } from '../ui/field.tsx';
import { Problem } from '../ui/problem.tsx';

export function LoginPage() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const login = useLogin();
  const router = useRouter();
  const place = redirectTarget(useSearchParams().get('next'));
  return (
    <main className="flex min-h-dvh items-center justify-center p-4">
      <div className="w-full max-w-sm">
        <div className="flex items-center gap-3">
          <Emblem size={36} />
          <h1 className="text-xl font-semibold">Virtual Edge Node Console</h1>
        </div>
        <p className="mt-1 mb-5 text-ink-2">Create virtual edge nodes and watch them boot.</p>
        <form
          className="flex flex-col gap-3.5 rounded-lg border border-line bg-panel p-5"
          onSubmit={(event) => {
            event.preventDefault();
            login.mutate({ email, password }, { onSuccess: () => router.replace(place) });
          }}
        >
          <TextField
            label="E-mail"
            type="email"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={setEmail}
          />
          <TextField
            label="Password"
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
          />
          {login.error && <Problem error={login.error} />}
          <Button
            kind="primary"
            type="submit"
            className="mt-1 h-9 w-full"
            isDisabled={email === '' || password === '' || login.isPending}
          >
            {login.isPending ? 'Signing in …' : 'Sign in'}
          </Button>
        </form>
        <p className="mt-3 text-xs text-ink-3">
          First time here? The server prints the administrator’s password once, at its first start.
        </p>
      </div>
    </main>
  );
}
