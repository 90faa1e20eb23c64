import { useDeferredValue, useState } from 'react';
import { useRouter } from 'next/navigation';
import type { CreateInput } from '../../../lib/contract/node.ts';
import type { Template } from '../../../lib/contract/template.ts';
import { defaultOrchestrator } from '../../../lib/domain/default-orchestrator.ts';
import {
  fieldErrors,
  useCreateNodes,
  useHosts,
  useOrchestrators,
  usePreview,
  useTemplates,
} from '../../data/hooks.ts';
import { isLocal } from './boot-source-draft.ts';
import { readDraft, sizeOf, type Draft } from './draft.ts';

/** What every part of the form needs. */
export interface PartProps {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
  /** What is wrong with a field: here, or as the server sees it. */
  readonly error: (field: string) => string | undefined;
  readonly template: Template | undefined;
}

/** Whether something was filled in that is not as in the template, so that a folded part has to be open. */
export const differs = <Texts extends object, Field extends keyof Texts>(
  draft: Pick<Texts, Field>,
  /** Undefined while the template is fetched. */
  usual: Pick<Texts, Field> | undefined,
  fields: readonly Field[],
): boolean =>
  usual !== undefined && fields.some((field) => draft[field] !== '' && draft[field] !== usual[field]);

const NO_ERRORS: ReadonlyMap<string, string> = new Map();

const FIELDS: Readonly<Record<string, string>> = {
  count: 'Count',
  name: 'Name',
  serials: 'Serials',
  serialPattern: 'Serials',
  vcpus: 'vCPUs',
  memoryMiB: 'Memory',
  diskGiB: 'Disk',
  csv: 'Machines as CSV',
  'details.site': 'Site',
  'details.metadata': 'Metadata',
  'details.localAccount': 'Local account',
  'details.customConfigs': 'Custom configurations',
  'details.userLvmGiB': 'Volume group',
  'bootSource.image': 'Image',
  'bootSource.seed.user': 'User',
  'bootSource.seed.password': 'Password',
  'bootSource.seed.sshKeys': 'SSH keys',
  'bootSource.seed.packages': 'Packages',
  'bootSource.seed.script': 'First-boot script',
  'bootSource.seed.proxy': 'Proxy',
  'bootSource.seed.proxyExcept': 'Not through the proxy',
  'machine.manufacturer': 'Manufacturer',
  'machine.product': 'Product',
  'machine.family': 'Family',
  recovery: 'Retries of a failed boot',
};

function whyNot(local: ReadonlyMap<string, string>, refusal: Error | null): string {
  const [first] = local;
  if (first === undefined) return refusal?.message ?? '';
  const [field, message] = first;
  return `${FIELDS[field] ?? field}: ${message}`;
}

/** Not `crypto.randomUUID`, which browsers have on secure pages only. */
const randomIdentity = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The draft, what is wrong with it, and what becomes of it when it is sent. */
export function useDraft(begin: Draft) {
  const router = useRouter();
  const { data: templates, isPending: fetchesTemplates } = useTemplates();
  const { data: hosts } = useHosts();
  const { data: orchestrators, isPending: fetchesOrchestrators } = useOrchestrators();
  const [draft, setDraft] = useState(begin);
  // What the preview shows is what is created.
  const [identity] = useState(randomIdentity);
  const identified = (input: CreateInput): CreateInput => ({ ...input, identity });
  const create = useCreateNodes();
  const orchestrator =
    orchestrators?.find((one) => one.name === draft.orchestrator) ??
    defaultOrchestrator(orchestrators ?? [], isLocal(draft));
  const fitting = (templates ?? []).filter((one) => !orchestrator || one.for.includes(orchestrator.kind));
  const template = fitting.find((one) => one.name === draft.template) ?? fitting[0];
  const result = readDraft(draft, template);
  // Before that, the default template would be previewed first.
  const isKnown = !fetchesTemplates && !fetchesOrchestrators;
  const deferred = readDraft(useDeferredValue(draft), template);
  const preview = usePreview(deferred.ok && isKnown ? identified(deferred.input) : null);
  const local = result.ok ? NO_ERRORS : result.errors;
  // Shows the server's refusals before the request is sent.
  const refusal = create.error ?? (result.ok ? preview.error : null);
  const remote = fieldErrors(refusal);
  const set = (part: Partial<Draft>): void => {
    create.reset();
    setDraft((before) => ({ ...before, ...part }));
  };
  const submit = (): void => {
    if (!result.ok) return;
    create.mutate(identified(result.input), {
      onSuccess: ({ nodes, run }) => {
        const only = nodes.length === 1 ? nodes[0] : undefined;
        // Back leads to where the dialog was opened, not to the dialog.
        router.replace(only ? `/nodes/${only.id}` : `/runs/${run.id}`);
      },
    });
  };
  const parts: PartProps = { draft, set, error: (field) => local.get(field) ?? remote.get(field), template };
  return {
    parts,
    /** Those that are for the chosen orchestrator. */
    templates: fitting,
    orchestrator,
    hosts: hosts ?? [],
    host: hosts?.find((one) => one.name === draft.host) ?? hosts?.[0],
    size: template && sizeOf(result, template),
    plan: {
      // A plan of another draft is none of this one's.
      preview: result.ok ? preview.data : undefined,
      input: result.ok ? result.input : null,
      refusal,
      invalid: !result.ok,
      retry: () => void preview.refetch(),
    },
    submit,
    ready: result.ok && preview.error === null && !create.isPending,
    /** Why it cannot be sent as it is. */
    why: whyNot(local, result.ok ? preview.error : null),
    pending: create.isPending,
  };
}
