'use client';
import { TextField } from '../../ui/field.tsx';
import { DETAILS_FIELDS } from './list-draft.ts';
import { type PartProps } from './use-draft.ts';

/** What hosts at the orchestrator are given beyond their identity; open when something of it was filled in. */
export function HostDetailsOptions({ draft, set, error, template }: PartProps) {
  const isOpen = DETAILS_FIELDS.some((field) => draft[field] !== '');
  const details = template?.details ?? {};
  const metadata = Object.entries(details.metadata ?? {}).map(([key, value]) => `${key}=${value}`);
  return (
    <details open={isOpen || undefined}>
      <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">Host at the orchestrator</summary>
      <div className="mt-3 grid grid-cols-2 gap-3">
        <TextField
          label="Site"
          mono
          placeholder={details.site ?? 'site-0123abcd'}
          value={draft.site}
          onChange={(site) => set({ site })}
          error={error('details.site')}
        />
        <TextField
          label="Metadata"
          mono
          placeholder={metadata.join('&') || 'rack=7&row=2'}
          value={draft.metadata}
          onChange={(text) => set({ metadata: text })}
          error={error('details.metadata')}
        />
        <TextField
          label="Local account"
          mono
          placeholder={details.localAccount ?? 'localaccount-0123abcd'}
          value={draft.localAccount}
          onChange={(localAccount) => set({ localAccount })}
          hint="Its SSH key gets into the installed OS"
          error={error('details.localAccount')}
        />
        <TextField
          label="Custom configurations"
          mono
          placeholder={details.customConfigs?.join(', ') ?? 'customconfig-0123abcd'}
          value={draft.customConfigs}
          onChange={(customConfigs) => set({ customConfigs })}
          error={error('details.customConfigs')}
        />
        <TextField
          label="Volume group for the user, GB"
          numeric
          placeholder={String(details.userLvmGiB ?? '')}
          value={draft.userLvm}
          onChange={(userLvm) => set({ userLvm })}
          error={error('details.userLvmGiB')}
        />
      </div>
    </details>
  );
}
