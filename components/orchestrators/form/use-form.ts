import type { OrchestratorDefinition, OrchestratorRequest } from '../../../lib/contract/orchestrator.ts';
import { useSaveOrchestrator } from '../../data/orchestrators.ts';
import { KeptDrafts } from '../../forms/kept-draft.ts';
import {
  useDraftForm,
  type DraftFields,
  type DraftForm,
  type FormElement,
} from '../../forms/use-draft-form.ts';
import { draftOf, newDraft, readDraft, type OrchestratorDraft } from './draft.ts';

/** By the name of the orchestrator. In memory only: there are passwords in it. */
const drafts = new KeptDrafts<OrchestratorDraft>();

export interface OrchestratorForm extends DraftForm<OrchestratorDraft, OrchestratorRequest> {
  /** The one that is edited; null for a new one. */
  readonly stored: OrchestratorDefinition | null;
  readonly setKind: (kind: OrchestratorDraft['kind']) => void;
}

/** How many fields of a group are filled in. */
export const setIn = ({ text }: DraftFields, paths: readonly string[]): number =>
  paths.filter((path) => text(path).trim() !== '').length;

/** What is typed about an orchestrator. */
export function useOrchestratorForm(stored: OrchestratorDefinition | null): OrchestratorForm & FormElement {
  const form = useDraftForm({
    drafts,
    draftKey: stored?.name ?? '',
    begin: () => (stored === null ? newDraft : draftOf(stored)),
    read: (draft) => readDraft(draft, stored),
    save: useSaveOrchestrator(stored !== null),
    saved: ({ name }) => ({
      message: `${name} was ${stored === null ? 'added' : 'changed'}`,
      path: '/orchestrators',
    }),
    cancelPath: '/orchestrators',
  });
  return {
    ...form,
    stored,
    setKind: (kind) => {
      form.conceal();
      form.change({ kind });
    },
  };
}
