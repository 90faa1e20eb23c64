'use client';
import type { HostDetailsChanges } from '../../../lib/contract/host-details.ts';
import { hostDetailsFacts } from '../../../lib/domain/host-details-facts.ts';
import { TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { DETAILS_FIELDS, detailsPart, type DetailsDraft, detailsTexts } from './list-draft.ts';
import { differs, type PartProps } from './use-draft.ts';

/** What hosts at the orchestrator are given beyond their identity. */
export function HostDetailsOptions({ draft, set, error, template }: PartProps) {
  const usual = template?.details ?? {};
  return (
    <Fold
      title="Host at the orchestrator"
      aside={hostDetailsText({ ...usual, ...detailsPart(draft, new Map()).details })}
      open={differs(draft, template && detailsTexts(usual), DETAILS_FIELDS)}
    >
      <HostDetailsFields draft={draft} set={set} error={error} usual={usual} />
    </Fold>
  );
}

/** In a few words, for the title of a fold. */
export const hostDetailsText = (details: HostDetailsChanges): string =>
  hostDetailsFacts(details)
    .map(([, value]) => value)
    .join(' · ') || 'as the orchestrator’s settings say';

interface HostDetailsFieldsProps {
  readonly draft: DetailsDraft;
  readonly set: (part: Partial<DetailsDraft>) => void;
  readonly error: (field: string) => string | undefined;
  /** What applies to fields that are left empty. */
  readonly usual: HostDetailsChanges;
}

/** In a create and in a template. */
export function HostDetailsFields({ draft, set, error, usual }: HostDetailsFieldsProps) {
  const metadata = Object.entries(usual.metadata ?? {}).map(([key, value]) => `${key}=${value}`);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label="Site"
        mono
        placeholder={usual.site ?? 'site-0123abcd'}
        value={draft.site}
        onChange={(site) => set({ site })}
        hint="Resource ID at the orchestrator"
        error={error('details.site')}
      />
      <TextField
        label="Metadata"
        mono
        placeholder={metadata.join('&') || 'rack=7&row=2'}
        value={draft.metadata}
        onChange={(text) => set({ metadata: text })}
        hint="key=value, separated by &"
        error={error('details.metadata')}
      />
      <TextField
        label="Local account"
        mono
        placeholder={usual.localAccount ?? 'localaccount-0123abcd'}
        value={draft.localAccount}
        onChange={(localAccount) => set({ localAccount })}
        hint="Its SSH key is added to the installed OS"
        error={error('details.localAccount')}
      />
      <TextField
        label="Custom configurations"
        mono
        placeholder={usual.customConfigs?.join(', ') || 'customconfig-0123abcd'}
        value={draft.customConfigs}
        onChange={(customConfigs) => set({ customConfigs })}
        hint="For cloud-init; separated by commas"
        error={error('details.customConfigs')}
      />
      <TextField
        label="Volume group for the user, GB"
        numeric
        placeholder={String(usual.userLvmGiB ?? 0)}
        value={draft.userLvm}
        onChange={(userLvm) => set({ userLvm })}
        error={error('details.userLvmGiB')}
      />
    </div>
  );
}
