'use client';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { useHosts } from '../../data/hooks.ts';
import { HostDetailsFields, hostDetailsText } from '../../nodes/create/host-details.tsx';
import { DETAILS_FIELDS, detailsPart, type DetailsDraft } from '../../nodes/create/list-draft.ts';
import { NetworkFields, placementText } from '../../nodes/create/network-options.tsx';
import { Fold } from '../../ui/fold.tsx';
import { detailsDraft, networkDraft, type TemplateDraft } from './draft.ts';

const textsOf = (form: DraftFields, paths: readonly string[]): TemplateDraft['texts'] =>
  Object.fromEntries(paths.map((path) => [path, form.text(path)]));

/** Where the nodes' network cards and disks are. */
export function NetworkTemplateFields({ form }: { readonly form: DraftFields }) {
  const { data: hosts = [] } = useHosts();
  const draft = networkDraft(textsOf(form, ['network', 'subnet', 'pool']));
  return (
    <Fold
      title="Network and storage"
      aside={placementText(draft)}
      open={anyError(form, ['network', 'pool', 'hostLabels'])}
    >
      <NetworkFields draft={draft} set={form.set} error={form.error} host={hosts[0]?.name} />
      <DraftText
        form={form}
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
export function DetailsTemplateFields({ form }: { readonly form: DraftFields }) {
  const draft = detailsDraft(
    textsOf(
      form,
      DETAILS_FIELDS.map((field) => `details.${field}`),
    ),
  );
  return (
    <Fold
      title="Host at the orchestrator"
      aside={hostDetailsText(detailsPart(draft, new Map()).details ?? {})}
      open={anyError(form, ['details'])}
    >
      <HostDetailsFields draft={draft} set={(part) => form.set(placed(part))} error={form.error} usual={{}} />
    </Fold>
  );
}
