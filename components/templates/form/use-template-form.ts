import { useDeferredValue, useState, type RefObject } from 'react';
import { useRouter } from 'next/navigation';
import { ConsoleError } from '../../../lib/contract/error.ts';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import type { Template, TemplateDefinition } from '../../../lib/contract/template.ts';
import { fieldErrors } from '../../data/hooks.ts';
import { useSaveTemplate, useTemplatePreview } from '../../data/templates.ts';
import { KeptDrafts, useFocusOnError, useKeptDraft } from '../../forms/kept-draft.ts';
import { errorAt } from '../../forms/typed-values.ts';
import { toast } from '../../ui/toast-queue.ts';
import { templatePath } from '../paths.ts';
import { readTemplate, templateDraft, type TemplateDraft } from './draft.ts';

const drafts = new KeptDrafts<TemplateDraft>();

export interface FieldsProps {
  readonly text: (path: string) => string;
  readonly set: (texts: Readonly<Record<string, string>>) => void;
  /** What is wrong with a field that was left or changed, or that somebody tried to save. */
  readonly error: (path: string) => string | undefined;
  readonly left: (path: string) => void;
}

interface FormOptions {
  /** The version to edit; null for a new template. */
  readonly edited: Template | null;
  /** What the fields begin with. */
  readonly begin: TemplateDefinition;
  /** Drafts of different origins do not mix. */
  readonly draftKey: string;
}

export interface OpenTemplateForm {
  readonly fields: FieldsProps;
  readonly resumed: boolean;
  readonly startOver: () => void;
  /** The rule that the draft means; undefined while something in it is wrong. */
  readonly ready: ReadyRule | null | undefined;
  readonly preview: ReturnType<typeof useTemplatePreview>;
  /** Something in the draft has to be corrected before there is a preview. */
  readonly invalid: boolean;
  /** The version that is edited; null for a new template. */
  readonly base: Template | null;
  readonly submit: () => void;
  readonly cancel: () => void;
  readonly pending: boolean;
  /** Somebody else saved a version meanwhile. */
  readonly conflict: boolean;
  /** Saves this as the version after `latest`, knowing what that changed. */
  readonly saveAfter: (latest: Template) => void;
  /** A refusal that belongs to no field. */
  readonly refusal: Error | null;
  readonly element: RefObject<HTMLFormElement | null>;
}

/** A preview does not have to wait for a name. */
const named = (draft: TemplateDraft): TemplateDraft => {
  const { name = '', title = '' } = draft.texts;
  return { ...draft, texts: { ...draft.texts, name: name.trim() || 'new', title: title.trim() || 'New' } };
};

/** The draft, what is wrong with it, what it would make, and how it is saved. */
export function useTemplateForm({ edited, begin, draftKey }: FormOptions): OpenTemplateForm {
  const router = useRouter();
  const kept = useKeptDraft(drafts, draftKey, () => templateDraft(begin, edited));
  const { initial, draft } = kept;
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const [attempts, setAttempts] = useState(0);
  const save = useSaveTemplate();
  const element = useFocusOnError(attempts, save.error);
  const result = readTemplate(draft);
  const asked = readTemplate(named(useDeferredValue(draft)));
  const preview = useTemplatePreview(asked.ok ? asked.request : null);
  const remote = fieldErrors(save.error);

  const leave = (path: string): void => {
    kept.forget();
    // Back does not lead to a form that is done with.
    router.replace(path);
  };
  const send = (basedOn: number | null): void => {
    setAttempts(attempts + 1);
    if (!result.ok) return;
    const { name } = result.request;
    save.mutate(basedOn === null ? result.request : { ...result.request, basedOn }, {
      onSuccess: ({ version }) => {
        toast('good', edited === null ? `${name} was added` : `${name} is now version ${version}`);
        leave(templatePath(name));
      },
    });
  };
  return {
    fields: {
      text: (path) => draft.texts[path] ?? '',
      set: (texts) => {
        save.reset();
        kept.keep({ ...draft, texts: { ...draft.texts, ...texts } });
      },
      error: (path) => {
        const changed = (draft.texts[path] ?? '') !== (initial.texts[path] ?? '');
        const shown = attempts > 0 || (seen.has(path) && changed);
        return (shown && !result.ok ? errorAt(result.errors, path) : undefined) ?? errorAt(remote, path);
      },
      left: (path) => setSeen(new Set([...seen, path])),
    },
    resumed: kept.resumed,
    startOver: () => {
      setAttempts(0);
      save.reset();
      kept.startOver();
    },
    ready: asked.ok ? asked.request.ready : undefined,
    preview,
    invalid: !asked.ok,
    base: draft.base,
    submit: () => send(draft.base?.version ?? null),
    cancel: () => leave(edited === null ? '/templates' : templatePath(edited.name)),
    pending: save.isPending,
    conflict: save.error instanceof ConsoleError && remote.has('basedOn'),
    saveAfter: ({ version }) => send(version),
    refusal: remote.size === 0 ? save.error : null,
    element,
  };
}
