'use client';
import { useMemo } from 'react';
import type { Rule } from '../../../lib/contract/rule-file.ts';
import { useAllowed, useSession } from '../../data/hooks.ts';
import { type ShownRuleFile, useRuleFiles } from '../../data/rules.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/title.ts';
import { TrialPanel } from '../trial/trial-panel.tsx';
import { FileFields, LineFields, MeaningFields, MoreFields } from './fields.tsx';
import { NEW_RULE } from './draft.ts';
import { type RuleFormOptions, useRuleForm } from './use-rule-form.ts';

/** Adds a rule, empty or as a copy of another: `from` is `FILE/ID`. */
export function NewRulePage({ from }: { readonly from: string | undefined }) {
  return (
    <FormFrame title={from === undefined ? 'Add rule' : `Copy ${from.split('/')[1] ?? ''}`}>
      {(files) => (
        <Form files={files} edited={null} begin={copyOf(files, from)} draftKey={`new ${from ?? ''}`} />
      )}
    </FormFrame>
  );
}

/** Edits an own rule. */
export function EditRulePage({ file: name, id }: { readonly file: string; readonly id: string }) {
  return (
    <FormFrame title={`Edit ${id}`}>
      {(files) => {
        const file = files.find((one) => one.name === name);
        const rule = file?.content?.rules.find((one) => one.id === id);
        if (file?.shipped === false && rule)
          return (
            <Form files={files} edited={{ file: name, id }} begin={rule} draftKey={`edit ${name} ${id}`} />
          );
        const title = rule
          ? `${id} came with the console and cannot be changed`
          : `${name} has no rule “${id}”`;
        return (
          <div className="p-4">
            <Note tone="warn" title={title}>
              {rule ? 'Copy it to your own rules, which are tried first.' : 'It may have been removed.'}
            </Note>
          </div>
        );
      }}
    </FormFrame>
  );
}

/** Ids are unique across files, and reports are for shipped rules only. */
function copyOf(files: readonly ShownRuleFile[], from: string | undefined): Partial<Rule> {
  const [name, id] = from?.split('/') ?? [];
  const rule = files.find((one) => one.name === name)?.content?.rules.find((one) => one.id === id);
  if (rule === undefined) return NEW_RULE;
  const { basis: _, ...rest } = rule;
  return { ...rest, id: `${rule.id.slice(0, 56)}-own` };
}

interface FormFrameProps {
  readonly title: string;
  readonly children: (files: readonly ShownRuleFile[]) => React.ReactNode;
}

function FormFrame({ title, children }: FormFrameProps) {
  useTitle(title);
  const { data: session } = useSession();
  const { data: files, error } = useRuleFiles();
  const mayWrite = useAllowed('rules.write');
  return (
    <Page title={title}>
      {session && !mayWrite ? (
        <div className="p-4">
          <Note tone="warn" title="Rules are changed by operators">
            Sign in with an account of the role operator, or ask somebody who has one.
          </Note>
        </div>
      ) : error && !files ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : files ? (
        children(files)
      ) : (
        <Skeleton className="m-4 h-96 max-w-2xl" />
      )}
    </Page>
  );
}

function Form(options: RuleFormOptions) {
  const { element, ...form } = useRuleForm(options);
  const { files, edited } = options;
  const { tried } = form;
  const id = tried?.rule.id ?? '';
  const ids = useMemo(() => new Set([id]), [id]);
  return (
    <div className="grid w-full items-start gap-4 p-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <form
        ref={element}
        noValidate
        aria-label={edited?.id ?? 'New rule'}
        className="flex min-w-0 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          form.submit();
        }}
      >
        {form.resumed && (
          <Note title="These are your unsaved changes of before">
            <Button className="mt-1.5" onPress={form.startOver}>
              Start over
            </Button>
          </Note>
        )}
        <div className="rounded-lg border border-line bg-panel">
          <div className="flex flex-col gap-4 p-4">
            {edited === null && <FileFields form={form} files={files} />}
            <LineFields form={form} />
            <MeaningFields form={form} />
          </div>
          <MoreFields form={form} />
        </div>
        {form.refusal && <Problem error={form.refusal} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" type="submit" isDisabled={form.pending}>
            {form.pending ? 'Saving …' : edited === null ? 'Add rule' : 'Save'}
          </Button>
          <Button onPress={form.cancel}>Cancel</Button>
        </div>
      </form>
      <TrialPanel
        files={files}
        draft={tried}
        tried={ids}
        isMeaningless={tried?.isMeaningless === true}
        refusal={tried === null ? 'Enter the text that the lines have, to see which they are' : undefined}
      />
    </div>
  );
}
