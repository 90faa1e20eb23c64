'use client';
import type { Host } from '../../../lib/contract/host.ts';
import { useAllowed, useHosts, useSession } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/title.ts';
import { Connection, Limits } from './fields.tsx';
import { HostCheck } from './host-check.tsx';
import { useHostForm, type HostForm } from './use-form.ts';

/** Adds a host, or edits the one with that name. */
export function HostFormPage({ name = null }: { readonly name?: string | null }) {
  const title = name === null ? 'Add host' : `Edit ${name}`;
  useTitle(title);
  const { data: session } = useSession();
  const mayWrite = useAllowed('hosts.write');
  const { data: hosts, error, refetch } = useHosts();
  const host = hosts?.find((one) => one.name === name);
  return (
    <Page title={title}>
      {session && !mayWrite ? (
        <div className="p-4">
          <Note tone="warn" title="Hosts are managed by administrators">
            Sign in with an account of the role admin, or ask somebody who has one.
          </Note>
        </div>
      ) : name === null ? (
        <Form host={null} />
      ) : host ? (
        <Form key={host.name} host={host} />
      ) : error && !hosts ? (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      ) : hosts ? (
        <div className="p-4">
          <Note tone="warn" title="Host not found">
            This console has no host named {name}.
          </Note>
        </div>
      ) : (
        <Skeleton className="m-4 h-96 max-w-2xl" />
      )}
    </Page>
  );
}

function Form({ host }: { readonly host: Host | null }) {
  const { element, ...form } = useHostForm(host);
  return (
    <div className="grid w-full max-w-6xl items-start gap-4 p-4 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <form
        ref={element}
        noValidate
        aria-label={host === null ? 'New host' : host.name}
        className="flex min-w-0 flex-col"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        <div className="flex flex-col gap-4 rounded-lg border border-line bg-panel p-4">
          {form.resumed && (
            <Note title="These are your unsaved changes of before">
              <Button className="mt-1.5" onPress={form.startOver}>
                Start over
              </Button>
            </Note>
          )}
          <Connection form={form} />
          <Limits form={form} />
        </div>
        <Footer form={form} />
      </form>
      <HostCheck form={form} />
    </div>
  );
}

function Footer({ form }: { readonly form: HostForm }) {
  const { host, pending, refusal, cancel } = form;
  return (
    <div className="mt-3 flex flex-col gap-3">
      {refusal && <Problem error={refusal} />}
      <div className="flex gap-2">
        <Button kind="primary" type="submit" isDisabled={pending}>
          {pending ? 'Saving …' : host === null ? 'Add host' : 'Save'}
        </Button>
        <Button onPress={cancel}>Cancel</Button>
      </div>
    </div>
  );
}
