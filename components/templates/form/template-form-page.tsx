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
import { RecoveryFields } from './recovery-fields.tsx';
import { TemplatePreview } from './preview.tsx';
import { useTemplateForm, type OpenTemplateForm } from './use-template-form.ts';

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
      {begin && <TemplateForm edited={null} begin={begin} draftKey={`new ${from ?? ''} ${version ?? ''}`} />}
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
      {data?.shipped === false && (
        <TemplateForm edited={data} begin={definitionOf(data)} draftKey={`edit ${name}`} />
      )}
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

interface TemplateFormProps {
  readonly edited: Template | null;
  readonly begin: TemplateDefinition;
  readonly draftKey: string;
}

function TemplateForm(props: TemplateFormProps) {
  const open = useTemplateForm(props);
  const { fields, element, submit, resumed, startOver } = open;
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
          submit();
        }}
      >
        {resumed && (
          <Note title="These are your unsaved changes of before">
            <Button className="mt-1.5" onPress={startOver}>
              Start over
            </Button>
          </Note>
        )}
        <div className="rounded-lg border border-line bg-panel">
          <Basics fields={fields} isNew={isNew} />
          <OsFields fields={fields} />
          <BootSourceFields fields={fields} />
          <MachineFields fields={fields} />
          <NetworkTemplateFields fields={fields} />
          <DetailsTemplateFields fields={fields} />
          <ReadyFields fields={fields} rule={open.ready} />
          <RecoveryFields fields={fields} />
        </div>
        {open.conflict && open.base && <Conflict open={open} edited={open.base} />}
        {open.refusal && <Problem error={open.refusal} />}
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" type="submit" isDisabled={open.pending || open.conflict}>
            {open.pending ? 'Saving …' : isNew ? 'Add template' : 'Save as next version'}
          </Button>
          <Button onPress={open.cancel}>Cancel</Button>
        </div>
      </form>
      <TemplatePreview open={open} />
    </div>
  );
}

/** Somebody else saved a version meanwhile: what it changed, and what can be done about it. */
function Conflict({ open, edited }: { readonly open: OpenTemplateForm; readonly edited: Template }) {
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
        <Button onPress={() => open.saveAfter(latest)}>Save mine as version {latest.version + 1}</Button>
        <Button onPress={open.cancel}>Discard mine</Button>
      </div>
    </Note>
  );
}
