'use client';
import { useState } from 'react';
import { type Preview } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { accelerationReason } from '../../../lib/domain/acceleration-reason.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

interface PreviewPaneProps {
  readonly preview: Preview | undefined;
  readonly refusal: Error | null;
  /** Something in the form has to be corrected first. */
  readonly invalid: boolean;
  readonly retry: () => void;
}

/** What would be made: the nodes by name, what may hold them up, and behind it the XML that libvirt would be given. */
export function PreviewPane({ preview, refusal, invalid, retry }: PreviewPaneProps) {
  if (refusal instanceof ConsoleError && refusal.errors.length > 0)
    // Why is said at the field.
    return (
      <Note tone="warn" title="The console would refuse this">
        {refusal.fix}
      </Note>
    );
  if (refusal) return <Problem error={refusal} retry={retry} />;
  if (invalid)
    return <Note title="The plan is shown here">It needs the marked fields to be corrected first.</Note>;
  if (!preview) return <Skeleton className="h-40 w-full" />;
  return (
    <section aria-label="Preview" className="flex min-w-0 flex-col gap-2">
      {preview.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
      <Plan preview={preview} />
      <Emulation acceleration={preview.acceleration} />
      <details className="group">
        <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">XML for libvirt</summary>
        <Xml preview={preview} />
      </details>
    </section>
  );
}

/** What QEMU said when it was asked for KVM, for whoever wants to know. */
function Emulation({ acceleration }: { readonly acceleration: string }) {
  const said = acceleration.startsWith('tcg: ') ? accelerationReason(acceleration.slice(5)).said : null;
  if (said === null) return null;
  return (
    <details>
      <summary className="cursor-pointer text-xs text-ink-2 hover:text-ink">Why without KVM</summary>
      <code className="text-xs break-words text-ink-2">{said}</code>
    </details>
  );
}

const LISTED = 8;

function Plan({ preview: { nodes, acceleration } }: { readonly preview: Preview }) {
  return (
    <div className="rounded-md border border-line">
      <p className="flex justify-between gap-3 border-b border-line bg-sunken px-3 py-1.5 text-xs text-ink-2">
        <span className="font-medium text-ink">
          {nodes.length === 1 ? 'One node' : `${nodes.length} nodes`} will be created
        </span>
        {acceleration.startsWith('kvm') ? 'with KVM' : 'in software emulation'}
      </p>
      <ul className="py-1">
        {nodes.slice(0, LISTED).map((node) => (
          <li key={node.name} className="flex justify-between gap-3 px-3 py-0.5 font-mono text-xs">
            <span className="truncate">{node.name}</span>
            <span className="shrink-0 text-ink-3">{node.serial}</span>
          </li>
        ))}
      </ul>
      {nodes.length > LISTED && (
        <p className="px-3 pb-1.5 text-xs text-ink-3">and {nodes.length - LISTED} more</p>
      )}
    </div>
  );
}

function Xml({ preview: { domainXml, networkXml } }: { readonly preview: Preview }) {
  const [shown, setShown] = useState<'domain' | 'network'>('domain');
  const xml = shown === 'network' && networkXml !== null ? networkXml : domainXml;
  return (
    <div className="mt-1.5 overflow-hidden rounded-md border border-line">
      <div className="flex h-8 items-center gap-1 border-b border-line bg-sunken px-2 text-xs">
        <Choice label="Domain XML" on={shown === 'domain'} choose={() => setShown('domain')} />
        {networkXml !== null && (
          <Choice label="Network XML" on={shown === 'network'} choose={() => setShown('network')} />
        )}
        <span className="ml-auto">
          <CopyButton text={xml} what="XML" />
        </span>
      </div>
      <pre
        tabIndex={0}
        aria-label="XML"
        className="h-60 overflow-auto bg-terminal p-3 text-xs leading-[18px]"
      >
        {xml}
      </pre>
    </div>
  );
}

function Choice({
  label,
  on,
  choose,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly choose: () => void;
}) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={choose}
      className={`rounded-sm px-2 py-0.5 ${on ? 'bg-panel font-medium text-ink' : 'text-ink-2 hover:text-ink'}`}
    >
      {label}
    </button>
  );
}
