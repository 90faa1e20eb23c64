'use client';
import type { Orchestrator } from '../../../lib/contract/orchestrator.ts';
import { policyText } from '../../../lib/domain/os-choice.ts';
import { useCatalogue } from '../../data/orchestrators.ts';
import { SelectField } from '../../ui/field.tsx';
import type { PartProps } from './use-draft.ts';

/** The operating system that the orchestrator installs: the template's, its default one, or another one that it has. */
export function OsChoice({
  draft,
  set,
  error,
  template,
  orchestrator,
}: PartProps & { readonly orchestrator: Pick<Orchestrator, 'name'> }) {
  const { data: catalogue } = useCatalogue(orchestrator.name);
  const usual = template?.osProfile ?? null;
  const profiles = catalogue?.profiles ?? [];
  const isListed = draft.osProfile === '' || profiles.some(({ profile }) => profile === draft.osProfile);
  return (
    <SelectField
      label="Operating system"
      value={draft.osProfile}
      onChange={(osProfile) => set({ osProfile })}
      options={[
        {
          value: '',
          label: usual === null ? 'Orchestrator’s default' : 'Template’s',
          ...(usual && { detail: usual }),
        },
        ...profiles.map(({ profile, title, needsSecureBoot }) => ({
          value: profile,
          label: title,
          detail: needsSecureBoot ? `${profile}, for Secure Boot` : profile,
        })),
        ...(isListed ? [] : [{ value: draft.osProfile, label: draft.osProfile }]),
      ]}
      hint={draft.osProfile === '' && usual === null && catalogue ? policyText(catalogue.policy) : ''}
      error={error('osProfile')}
    />
  );
}
