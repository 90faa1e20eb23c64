'use client';
import { useHosts } from '../../data/hooks.ts';
import { HostDetailsFields, hostDetailsText } from '../../nodes/create/host-details.tsx';
import { DETAILS_FIELDS, detailsPart, type DetailsDraft } from '../../nodes/create/list-draft.ts';
import { NetworkFields, placementText } from '../../nodes/create/network-options.tsx';
import { Fold } from '../../ui/fold.tsx';
import { detailsDraft, networkDraft, type TemplateDraft } from './draft.ts';
import { anyError, Text } from './fields.tsx';
import type { FieldsProps } from './use-template-form.ts';

const textsOf = (fields: FieldsProps, paths: readonly string[]): TemplateDraft['texts'] =>
  Object.fromEntries(paths.map((path) => [path, fields.text(path)]));

/** Where the nodes' network cards and disks are. */
export function NetworkTemplateFields({ fields }: { readonly fields: FieldsProps }) {
  const { data: hosts = [] } = useHosts();
  const draft = networkDraft(textsOf(fields, ['network', 'subnet', 'pool']));
  return (
    <Fold
      title="Network and storage"
      aside={placementText(draft)}
      open={anyError(fields, ['network', 'pool', 'hostLabels'])}
    >
      <NetworkFields draft={draft} set={fields.set} error={fields.error} host={hosts[0]?.name} />
      <Text
        fields={fields}
        path="hostLabels"
        label="Host labels"
        hint="Nodes are put on hosts that have all of them; separated by spaces"
      />
    </Fold>
  );
}

const placed = (part: Partial<DetailsDraft>): Record<string, string> =>
  Object.fromEntries(Object.entries(part).map(([field, text]) => [`details.${field}`, text]));

/** What the nodes' hosts at the orchestrator are given beyond their identity. */
export function DetailsTemplateFields({ fields }: { readonly fields: FieldsProps }) {
  const draft = detailsDraft(
    textsOf(
      fields,
      DETAILS_FIELDS.map((field) => `details.${field}`),
    ),
  );
  return (
    <Fold
      title="Host at the orchestrator"
      aside={hostDetailsText(detailsPart(draft, new Map()).details ?? {})}
      open={anyError(fields, ['details'])}
    >
      <HostDetailsFields
        draft={draft}
        set={(part) => fields.set(placed(part))}
        error={fields.error}
        usual={{}}
      />
    </Fold>
  );
}
