import { useDeferredValue } from 'react';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import type {
  Template,
  TemplateDefinition,
  TemplateEdit,
  TemplateRequest,
} from '../../../lib/contract/template.ts';
import { useSaveTemplate, useTemplatePreview } from '../../data/templates.ts';
import { KeptDrafts } from '../../forms/kept-draft.ts';
import { useDraftForm, type DraftForm, type FormElement } from '../../forms/use-draft-form.ts';
import { templatePath } from '../../ui/paths.ts';
import { readTemplate, templateDraft, type TemplateDraft } from './draft.ts';

const drafts = new KeptDrafts<TemplateDraft>();

interface FormOptions {
  /** The version to edit; null for a new template. */
  readonly edited: Template | null;
  /** What the fields begin with. */
  readonly begin: TemplateDefinition;
  /** Drafts of different origins do not mix. */
  readonly draftKey: string;
}

export interface TemplateForm extends DraftForm<TemplateDraft, TemplateRequest | TemplateEdit> {
  /** The rule that the draft means; undefined while something in it is wrong. */
  readonly ready: ReadyRule | null | undefined;
  readonly preview: ReturnType<typeof useTemplatePreview>;
  /** Something in the draft has to be corrected before there is a preview. */
  readonly invalid: boolean;
  /** Somebody else saved a version meanwhile. */
  readonly conflict: boolean;
  /** Saves this as the version after `latest`, knowing what that changed. */
  readonly saveAfter: (latest: Template) => void;
}

/** A preview does not have to wait for a name. */
const named = (draft: TemplateDraft): TemplateDraft => {
  const { name = '', title = '' } = draft.texts;
  return { ...draft, texts: { ...draft.texts, name: name.trim() || 'new', title: title.trim() || 'New' } };
};

/** What is typed about a template, and what it would make. */
export function useTemplateForm({ edited, begin, draftKey }: FormOptions): TemplateForm & FormElement {
  const { submit, ...form } = useDraftForm({
    drafts,
    draftKey,
    begin: () => templateDraft(begin, edited),
    read: readTemplate,
    save: useSaveTemplate(),
    saved: ({ name, version }) => ({
      message: edited === null ? `${name} was added` : `${name} is now version ${version}`,
      path: templatePath(name),
    }),
    cancelPath: edited === null ? '/templates' : templatePath(edited.name),
  });
  const asked = readTemplate(named(useDeferredValue(form.draft)));
  const saveAfter = (base: Template | null): void =>
    submit((request) => (base === null ? request : { ...request, basedOn: base.version }));
  return {
    ...form,
    ready: asked.ok ? asked.request.ready : undefined,
    preview: useTemplatePreview(asked.ok ? asked.request : null),
    invalid: !asked.ok,
    submit: () => saveAfter(form.draft.base),
    conflict: form.refused('basedOn'),
    saveAfter,
  };
}
