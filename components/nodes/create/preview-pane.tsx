'use client';
import { useState } from 'react';
import { type Preview } from '../../../lib/contract/node.ts';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** What would be made: names, serials, and the XML that libvirt would be given. */
export function PreviewPane({
  preview: data,
  refusal,
}: {
  readonly preview: Preview | undefined;
  readonly refusal: Error | null;
}) {
  const [shown, setShown] = useState<'domain' | 'network'>('domain');
  if (refusal instanceof ConsoleError && refusal.errors.length > 0)
    // Why is said at the field.
    return (
      <Note tone="warn" title="The console would refuse this">
        {refusal.fix}
      </Note>
    );
  if (refusal) return <Problem error={refusal} />;
  if (!data) return <Skeleton className="h-72 w-full" />;
  const xml = shown === 'network' && data.networkXml !== null ? data.networkXml : data.domainXml;
  return (
    <section aria-label="Preview" className="flex min-h-0 flex-col gap-2">
      {data.warnings.map((warning) => (
        <Note key={warning} tone="warn" title={warning} />
      ))}
      <p className="text-xs text-ink-3">
        {data.nodes.length === 1 ? 'Will be made: ' : `${data.nodes.length} will be made: `}
        <span className="font-mono text-ink-2">
          {data.nodes
            .slice(0, 3)
            .map((node) => `${node.name} (${node.serial})`)
            .join(', ')}
          {data.nodes.length > 3 && ' …'}
        </span>{' '}
        {data.acceleration.startsWith('kvm') ? 'with KVM' : 'in software emulation'}
      </p>
      <div className="overflow-hidden rounded-md border border-line">
        <div className="flex h-8 items-center gap-1 border-b border-line bg-sunken px-2 text-xs">
          <Choice label="Domain XML" on={shown === 'domain'} choose={() => setShown('domain')} />
          {data.networkXml !== null && (
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
    </section>
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
