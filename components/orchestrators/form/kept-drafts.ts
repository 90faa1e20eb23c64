import { onSignedOut } from '../../data/store.ts';
import { type OrchestratorDraft } from './draft.ts';

/** What was typed and not saved, by the name of the orchestrator. In memory only: there are passwords in it. */
export const keptDrafts = new Map<string, OrchestratorDraft>();
onSignedOut(() => keptDrafts.clear());
