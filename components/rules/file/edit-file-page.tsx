'use client';
import { useDeferredValue, useMemo, useState } from 'react';
import { useRouter } from 'next/navigation';
import { useAllowed, useSession } from '../../data/hooks.ts';
import {
  type ShownRuleFile,
  useRemoveRuleFile,
  useRuleFiles,
  useRuleProblems,
  useSaveRuleFile,
} from '../../data/rules.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { useTitle } from '../../ui/title.ts';
import { toast, toastError } from '../../ui/toast-queue.ts';
import { RULES_PATH } from '../../ui/paths.ts';

/** The text of an own file: all of its rules, and its samples. */
export function EditFilePage({ name }: { readonly name: string }) {
  useTitle(`Edit ${name}`);
  const { data: session } = useSession();
  const { data, error } = useRuleFiles();
  const mayWrite = useAllowed('rules.write');
  const file = data?.find((one) => one.name === name);
  const refusal =
    session && !mayWrite
      ? 'Rules are changed by operators'
      : data && !file
        ? `There is no file “${name}”`
        : file?.shipped === true
          ? `${name} came with the console and cannot be changed`
          : null;
  return (
    <Page
      title={`Edit ${name}`}
      aside={file?.title}
      action={file && refusal === null && <Remove file={file} />}
    >
      {error && !data ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : refusal !== null ? (
        <div className="p-4">
          <Note tone="warn" title={refusal} />
        </div>
      ) : file ? (
        <Editor file={file} />
      ) : (
        <Skeleton className="m-4 h-96" />
      )}
    </Page>
  );
}

function Editor({ file }: { readonly file: ShownRuleFile }) {
  const router = useRouter();
  // The edit is based on what was there when it began.
  const [base] = useState(file);
  const [source, setSource] = useState(base.source ?? '');
  const asked = useDeferredValue(source);
  const { data: problems, error: unread } = useRuleProblems(asked);
  const { mutate, isPending, error } = useSaveRuleFile();
  const isChanged = source !== base.source;
  const places = useMemo(() => problems ?? [], [problems]);
  return (
    <form
      aria-label={file.name}
      className="flex w-full max-w-5xl flex-col gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        mutate(
          { name: base.name, source, basedOn: base.revision },
          {
            onSuccess: () => {
              toast('good', `${base.name} was saved; boots that begin from now on use it`);
              router.push(RULES_PATH);
            },
          },
        );
      }}
    >
      <TextArea
        label="Rules and samples, as YAML or JSON"
        rows={28}
        value={source}
        onChange={setSource}
        error={places.length > 0 ? `${places.length} to correct` : undefined}
        hint="Checked as you type, samples too"
      />
      {places.length > 0 && (
        <ul aria-label="To correct" className="flex flex-col gap-0.5 text-bad">
          {places.map(({ field, message }) => (
            <li key={`${field} ${message}`} className="break-words">
              {field !== '' && <code className="font-mono text-xs">{field}: </code>}
              {message}
            </li>
          ))}
        </ul>
      )}
      {(error ?? unread) && <Problem error={error ?? unread ?? new Error()} />}
      <div className="flex flex-wrap items-center gap-2">
        <Button kind="primary" type="submit" isDisabled={isPending || !isChanged || places.length > 0}>
          {isPending ? 'Saving …' : 'Save'}
        </Button>
        <Button onPress={() => router.push(RULES_PATH)}>Cancel</Button>
      </div>
    </form>
  );
}

function Remove({ file }: { readonly file: ShownRuleFile }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const { mutate } = useRemoveRuleFile();
  return (
    <>
      <Button kind="quiet" onPress={() => setAsking(true)}>
        Remove
      </Button>
      {asking && (
        <Confirm
          title={`Remove the file ${file.name}?`}
          verb="Remove"
          keep="Keep it"
          onClose={() => setAsking(false)}
          onConfirm={() =>
            mutate(file.name, {
              onSuccess: () => {
                toast('good', `${file.name} was removed`);
                router.push(RULES_PATH);
              },
              onError: toastError,
            })
          }
        >
          <p>Its rules and samples are removed for good. What they found in past boots stays.</p>
        </Confirm>
      )}
    </>
  );
}
