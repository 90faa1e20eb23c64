'use client';
import type { CreateInput, Preview } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { CreatePreflight } from '../preflight.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { HostsInTheWay } from './hosts-in-the-way.tsx';
import { PreviewXml } from './preview-xml.tsx';
import type { PartProps } from './use-draft.ts';

interface PreviewPaneProps extends Pick<PartProps, 'draft' | 'set'> {
  readonly preview: Preview | undefined;
  /** The request that was previewed; null while it cannot be sent. */
  readonly input: CreateInput | null;
  readonly refusal: Error | null;
  /** Something in the form has to be corrected first. */
  readonly invalid: boolean;
  readonly retry: () => void;
}

/** The nodes that would be created, warnings, and the libvirt XML behind a disclosure. */
export function PreviewPane({ preview, input, refusal, invalid, retry, ...parts }: PreviewPaneProps) {
  if (refusal instanceof ConsoleError && refusal.errors.length > 0)
    // The field itself shows why.
    return (
      <Note tone="warn" title="These values cannot be used">
        {refusal.fix}
      </Note>
    );
  if (refusal) return <Problem error={refusal} retry={retry} />;
  if (invalid) return <Note title="No plan yet">Correct the marked fields to see what will be created.</Note>;
  if (!preview) return <Asking />;
  return (
    <section aria-label="Preview" className="flex min-w-0 flex-col gap-2">
      <Plan preview={preview} />
      <HostsInTheWay {...parts} hosts={preview.inTheWay} />
      {preview.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
      <Emulation acceleration={preview.acceleration} />
      {input && <CreatePreflight key={JSON.stringify(input)} input={input} />}
      <details className="group">
        <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">libvirt XML</summary>
        <PreviewXml preview={preview} className="h-60" />
      </details>
    </section>
  );
}

const Asking = () => (
  <div role="status" className="flex flex-col gap-2">
    <Skeleton className="h-40 w-full" />
    <p className="text-xs text-ink-3">Asking the host and the orchestrator what would be created …</p>
  </div>
);

/** The message of QEMU or libvirt that explains why KVM cannot be used. */
function Emulation({ acceleration }: { readonly acceleration: string }) {
  const message = acceleration.startsWith('tcg: ') ? accelerationReason(acceleration.slice(5)).message : null;
  if (message === null) return null;
  return (
    <details>
      <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">Why KVM is not used</summary>
      <code className="text-xs break-words text-ink-2">{message}</code>
    </details>
  );
}

const LISTED = 8;

function Plan({ preview: { nodes, acceleration, placement } }: { readonly preview: Preview }) {
  const isSpread = placement.length > 1;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-panel">
      <p className="flex items-baseline justify-between gap-3 border-b border-line px-3 py-1.5 text-xs text-ink-2">
        <span className="text-sm font-semibold text-ink">
          {nodes.length === 1 ? 'Creates one node' : `Creates ${nodes.length} nodes`}
        </span>
        {acceleration.startsWith('kvm') ? 'with KVM' : 'in software emulation'}
      </p>
      <ul className="py-1">
        {nodes.slice(0, LISTED).map((node) => (
          <li key={node.name} className="flex justify-between gap-3 px-3 py-0.5 font-mono text-xs">
            <span className="truncate">{node.name}</span>
            <span className="shrink-0 text-ink-3">
              {node.serial}
              {isSpread && ` on ${node.host}`}
            </span>
          </li>
        ))}
      </ul>
      {nodes.length > LISTED && (
        <p className="px-3 pb-1.5 text-xs text-ink-3">and {nodes.length - LISTED} more</p>
      )}
      {placement.length > 0 && (
        <ul aria-label="Why on these hosts" className="border-t border-line px-3 py-1.5 text-xs text-ink-2">
          {placement.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
