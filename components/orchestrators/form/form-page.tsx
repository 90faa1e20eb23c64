'use client';
import type { OrchestratorDefinition } from '../../../lib/contract/orchestrator.ts';
import { CHECK_STEPS_OF } from '../../../lib/domain/connection-check.ts';
import { useAllowed, useSession } from '../../data/hooks.ts';
import { useDefinition } from '../../data/orchestrators.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import type { FormElement } from '../../forms/use-draft-form.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { classes } from '../../ui/style.ts';
import { useTitle } from '../../ui/title.ts';
import { OrchestratorCheck } from '../check/orchestrator-check.tsx';
import { KIND_TITLES } from '../kinds.ts';
import { addableKind, type AddableKind } from './draft.ts';
import { EdgeBasics, EdgeDetails } from './edge-fields.tsx';
import { HttpBootFields } from './http-boot-fields.tsx';
import { NamesWithoutDns } from './names-without-dns.tsx';
import { useOrchestratorForm, type OrchestratorForm } from './use-form.ts';

/** Adds an orchestrator, or edits the one with that name. */
export function OrchestratorFormPage({ name = null }: { readonly name?: string | null }) {
  const title = name === null ? 'Add orchestrator' : `Edit ${name}`;
  useTitle(title);
  const { data: session } = useSession();
  const mayWrite = useAllowed('orchestrators.write');
  const { data: stored, error, refetch } = useDefinition(name);
  const kind = stored && KIND_TITLES[stored.kind];
  return (
    <Page title={title} aside={kind}>
      {session && !mayWrite ? (
        <div className="p-4">
          <Note tone="warn" title="Orchestrators are managed by administrators">
            Sign in with an account of the role admin, or ask somebody who has one.
          </Note>
        </div>
      ) : error && !stored ? (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      ) : name === null ? (
        <Form stored={null} />
      ) : stored ? (
        <Form stored={stored} />
      ) : (
        <Skeleton className="m-4 h-96 max-w-2xl" />
      )}
    </Page>
  );
}

const KIND_DETAILS: Readonly<Record<AddableKind, string>> = {
  'edge-orchestrator': 'Registers, onboards and provisions nodes; asked over its API',
  'http-boot': 'Any EFI HTTP boot server; there is no API to ask',
  none: 'Nodes boot by themselves: serial consoles and screen only',
};

interface Props {
  readonly form: OrchestratorForm;
}

function Form({ stored }: { readonly stored: OrchestratorDefinition | null }) {
  const { element, ...form } = useOrchestratorForm(stored);
  const checked = CHECK_STEPS_OF[form.draft.kind].length > 0;
  return (
    <div
      className={classes(
        'grid w-full items-start gap-4 p-4',
        checked ? 'max-w-6xl lg:grid-cols-[minmax(0,1fr)_24rem]' : 'max-w-3xl',
      )}
    >
      <Fields form={form} element={element} />
      {checked && <OrchestratorCheck form={form} />}
    </div>
  );
}

function Fields({ form, element }: Props & FormElement) {
  const { stored } = form;
  return (
    <form
      ref={element}
      noValidate
      aria-label={stored === null ? 'New orchestrator' : stored.name}
      className="flex min-w-0 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
    >
      <div className="rounded-lg border border-line bg-panel">
        <div className="flex flex-col gap-4 p-4">
          <Notices form={form} />
          {stored === null && <Naming form={form} />}
          {form.draft.kind === 'edge-orchestrator' && <EdgeBasics form={form} />}
          {form.draft.kind === 'http-boot' && <HttpBootFields form={form} />}
          {form.draft.kind === 'none' && <p className="text-ink-2">There is nothing to set.</p>}
        </div>
        {form.draft.kind === 'edge-orchestrator' && <EdgeDetails form={form} />}
        {form.draft.kind === 'http-boot' && <NamesWithoutDns form={form} />}
      </div>
      <Footer form={form} />
    </form>
  );
}

function Notices({ form: { stored, resumed, startOver } }: Props) {
  return (
    <>
      {resumed && (
        <Note title="These are your unsaved changes of before">
          <Button className="mt-1.5" onPress={startOver}>
            Start over
          </Button>
        </Note>
      )}
      {stored?.secretsLost === true && (
        <Note tone="bad" title="The stored passwords were lost">
          They were sealed with another key. Enter them again.
        </Note>
      )}
    </>
  );
}

function Naming({ form }: Props) {
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Kind"
        value={form.draft.kind}
        onChange={(value) => form.setKind(addableKind.parse(value))}
        options={addableKind.options.map((value) => ({
          value,
          label: KIND_TITLES[value],
          detail: KIND_DETAILS[value],
        }))}
        hint={KIND_DETAILS[form.draft.kind]}
        error={form.error('kind')}
      />
      <DraftText
        form={form}
        path="name"
        label="Name"
        autoFocus
        isRequired
        hint="Lower-case letters, digits and hyphens; cannot be changed later"
        mono
      />
    </div>
  );
}

function Footer({ form }: Props) {
  const { stored, pending, refusal, cancel } = form;
  const verb = stored === null ? 'Add orchestrator' : 'Save';
  return (
    <div className="mt-3 flex flex-col gap-3">
      {refusal && <Problem error={refusal} />}
      <div className="flex gap-2">
        <Button kind="primary" type="submit" isDisabled={pending}>
          {pending ? 'Saving …' : verb}
        </Button>
        <Button onPress={cancel}>Cancel</Button>
      </div>
    </div>
  );
}
