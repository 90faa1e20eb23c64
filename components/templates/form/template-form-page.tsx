'use client';
import type { Template, TemplateDefinition } from '../../../lib/contract/template.ts';
import { NO_RECOVERY } from '../../../lib/contract/recovery-rules.ts';
import { OWN_NETWORK } from '../../../lib/contract/node-network.ts';
import { DEFAULT_MACHINE } from '../../../lib/contract/machine.ts';
import { definitionOf, templateChanges } from '../../../lib/domain/template-changes.ts';
import { useAllowed, useSession } from '../../data/hooks.ts';
import { useTemplateVersion, useTemplateVersions } from '../../data/templates.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { DEFAULT_BOOT_SOURCE } from '../../../lib/contract/boot-source.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useTitle } from '../../ui/title.ts';
import { Changes } from '../changes.tsx';
import { Basics, MachineFields, OsFields } from './fields.tsx';
import { BootSourceFields } from './boot-source-fields.tsx';
import { DetailsTemplateFields, NetworkTemplateFields } from './placement-fields.tsx';
import { ReadyFields } from './ready-fields.tsx';
import { CheckpointFields } from './checkpoint-fields.tsx';
import { RecoveryFields } from './recovery-fields.tsx';
import { RunFields } from './run-fields.tsx';
import { TemplatePreview } from './preview.tsx';
import { useTemplateForm, type TemplateForm } from './use-template-form.ts';

const EMPTY: TemplateDefinition = {
  ...{ name: '', title: '', description: '', for: [], osProfile: null, flow: 'nio' },
  ...{
    bootSource: DEFAULT_BOOT_SOURCE,
    vcpus: 2,
    memoryMiB: 4096,
    diskGiB: 32,
    machine: DEFAULT_MACHINE,
    details: {},
    ready: null,
    recovery: NO_RECOVERY,
    checkpointAt: null,
    stopAfter: null,
    network: OWN_NETWORK,
    pool: null,
    hostLabels: [],
  },
};

interface NewTemplateProps {
  /** The template to clone. */
  readonly from: string | undefined;
  readonly version: number | undefined;
}

/** Adds a template, empty or as a clone of another. */
export function NewTemplatePage({ from, version }: NewTemplateProps) {
  const title = from === undefined ? 'Add template' : `Clone ${from}`;
  const { data, error } = useTemplateVersion(from === undefined ? null : { name: from, version });
  const clone = data && { ...definitionOf(data), name: '', title: `${data.title.slice(0, 54)}, copy` };
  const begin = from === undefined ? EMPTY : clone;
  return (
    <FormFrame title={title} error={error}>
      {begin && <Form edited={null} begin={begin} draftKey={`new ${from ?? ''} ${version ?? ''}`} />}
    </FormFrame>
  );
}

/** Edits the latest version of a template. */
export function EditTemplatePage({ name }: { readonly name: string }) {
  const { data, error } = useTemplateVersion({ name, version: undefined });
  return (
    <FormFrame title={`Edit ${name}`} error={error}>
      {data?.shipped === true && (
        <div className="p-4">
          <Note tone="warn" title={`${name} came with the console and cannot be changed`}>
            Clone it, and change the clone.
          </Note>
        </div>
      )}
      {data?.shipped === false && <Form edited={data} begin={definitionOf(data)} draftKey={`edit ${name}`} />}
    </FormFrame>
  );
}

interface FormFrameProps {
  readonly title: string;
  readonly error: Error | null;
  readonly children: React.ReactNode;
}

function FormFrame({ title, error, children }: FormFrameProps) {
  useTitle(title);
  const { data: session } = useSession();
  const mayWrite = useAllowed('templates.write');
  return (
    <Page title={title}>
      {session && !mayWrite ? (
        <div className="p-4">
          <Note tone="warn" title="Templates are changed by operators">
            Sign in with an account of the role operator, or ask somebody who has one.
          </Note>
        </div>
      ) : error ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : (
        (children ?? <Skeleton className="m-4 h-96 max-w-2xl" />)
      )}
    </Page>
  );
}

interface FormProps {
  readonly edited: Template | null;
  readonly begin: TemplateDefinition;
  readonly draftKey: string;
}

function Form(props: FormProps) {
  const { element, ...form } = useTemplateForm(props);
  const isNew = props.edited === null;
  return (
    <div className="grid w-full max-w-7xl items-start gap-4 p-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <form
        ref={element}
        noValidate
        aria-label={props.edited?.name ?? 'New template'}
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
          <Basics form={form} isNew={isNew} />
          <OsFields form={form} />
          <BootSourceFields form={form} />
          <MachineFields form={form} />
          <NetworkTemplateFields form={form} />
          <DetailsTemplateFields form={form} />
          <ReadyFields form={form} rule={form.ready} />
          <RecoveryFields form={form} />
          <CheckpointFields form={form} />
          <RunFields form={form} />
        </div>
        {form.conflict && form.draft.base && <Conflict form={form} edited={form.draft.base} />}
        {form.refusal && <Problem error={form.refusal} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" type="submit" isDisabled={form.pending || form.conflict}>
            {form.pending ? 'Saving …' : isNew ? 'Add template' : 'Save as next version'}
          </Button>
          <Button onPress={form.cancel}>Cancel</Button>
        </div>
      </form>
      <TemplatePreview form={form} />
    </div>
  );
}

interface ConflictProps {
  readonly form: Pick<TemplateForm, 'saveAfter' | 'cancel'>;
  readonly edited: Template;
}

/** Somebody else saved a version meanwhile: what it changed, and what can be done about it. */
function Conflict({ form, edited }: ConflictProps) {
  const { data: versions } = useTemplateVersions(edited.name);
  const latest = versions?.[0];
  if (!latest) return null;
  return (
    <Note
      alert
      tone="warn"
      title={`${latest.createdBy} saved version ${latest.version} while you were editing version ${edited.version}`}
    >
      <Changes changes={templateChanges(definitionOf(edited), definitionOf(latest))} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button onPress={() => form.saveAfter(latest)}>Save mine as version {latest.version + 1}</Button>
        <Button onPress={form.cancel}>Discard mine</Button>
      </div>
    </Note>
  );
}
