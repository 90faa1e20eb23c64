'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import Download from 'lucide-react/icons/download';
import type { Template } from '../../lib/contract/template.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useNodes } from '../data/hooks.ts';
import { useRemoveTemplate } from '../data/templates.ts';
import { createPath } from '../nodes/create/create-path.ts';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { toast, toastError } from '../ui/toast-queue.ts';
import { cloneTemplatePath, editTemplatePath, exportTemplatePath } from '../ui/paths.ts';

/** The file of a version; a link, so that the browser saves it. */
export const ExportLink = ({ template: { name, version } }: { readonly template: Template }) => (
  <a
    href={exportTemplatePath(name, version)}
    download={`${name}.yaml`}
    aria-label={`Export ${name}, version ${version}`}
    className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 hover:bg-hover"
  >
    <Download size={14} /> Export
  </a>
);

interface TemplateActionsProps {
  readonly template: Template;
  /** It is what the page is about, not one of several. */
  readonly isAlone?: boolean;
}

/** What can be done with a template. */
export function TemplateActions({ template, isAlone = false }: TemplateActionsProps) {
  const router = useRouter();
  const mayWrite = useAllowed('templates.write');
  const mayCreate = useAllowed('nodes.create');
  const [asking, setAsking] = useState(false);
  const { name, version, shipped } = template;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {mayCreate && (
        <Button
          kind={isAlone ? 'primary' : 'plain'}
          aria-label={`Create nodes of ${name}`}
          onPress={() => router.push(createPath({ template: name }))}
        >
          Create nodes
        </Button>
      )}
      {mayWrite && !shipped && (
        <Button aria-label={`Edit ${name}`} onPress={() => router.push(editTemplatePath(name))}>
          Edit
        </Button>
      )}
      {mayWrite && (
        <Button aria-label={`Clone ${name}`} onPress={() => router.push(cloneTemplatePath(name, version))}>
          Clone
        </Button>
      )}
      <ExportLink template={template} />
      {mayWrite && !shipped && (
        <Button kind="quiet" aria-label={`Remove ${name}`} onPress={() => setAsking(true)}>
          Remove
        </Button>
      )}
      {asking && <ConfirmRemoval name={name} onClose={() => setAsking(false)} />}
    </div>
  );
}

function ConfirmRemoval({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const router = useRouter();
  const remove = useRemoveTemplate();
  const having = (useNodes().data ?? []).filter(({ template }) => template === name);
  return (
    <Confirm
      title={`Remove the template ${name}?`}
      verb="Remove"
      keep="Keep it"
      onClose={onClose}
      onConfirm={() =>
        void remove.mutateAsync(name).then(() => {
          toast('good', `${name} was removed`);
          router.push('/templates');
        }, toastError)
      }
    >
      <p>No more nodes can be created from it. Its versions are not shown any more.</p>
      {having.length > 0 && (
        <p>
          {counted(having.length, 'node')} made from it will keep working, and keep the version they have.
        </p>
      )}
    </Confirm>
  );
}
