import type { Host } from '../../../lib/contract/host.ts';
import type { HostRequest } from '../../../lib/contract/host-settings.ts';
import { useSaveHost } from '../../data/hosts.ts';
import { KeptDrafts } from '../../forms/kept-draft.ts';
import { useDraftForm, type DraftForm, type FormElement } from '../../forms/use-draft-form.ts';
import { hostPath } from '../../ui/paths.ts';
import { draftOf, readDraft, type HostDraft } from './draft.ts';

/** By the name of the host. */
const drafts = new KeptDrafts<HostDraft>();

export interface HostForm extends DraftForm<HostDraft, HostRequest> {
  /** The one that is edited; null for a new one. */
  readonly host: Host | null;
}

/** What is typed about a host. */
export function useHostForm(host: Host | null): HostForm & FormElement {
  const form = useDraftForm({
    drafts,
    draftKey: host?.name ?? '',
    begin: () => draftOf(host),
    read: readDraft,
    save: useSaveHost(host !== null),
    saved: ({ name }) => ({
      message: `${name} was ${host === null ? 'added' : 'changed'}`,
      path: hostPath(name),
    }),
    cancelPath: host === null ? '/hosts' : hostPath(host.name),
  });
  return { ...form, host };
}
