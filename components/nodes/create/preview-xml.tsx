'use client';
import { useState } from 'react';
import type { Preview } from '../../../lib/contract/node.ts';
import { CopyButton } from '../../ui/copy.tsx';
import { Segmented } from '../../ui/segmented.tsx';

interface PreviewXmlProps {
  readonly preview: Preview;
  /** How high it is. */
  readonly className: string;
}

/** The libvirt XML of the first node, and of its network. */
export function PreviewXml({ preview: { domainXml, networkXml }, className }: PreviewXmlProps) {
  const [shown, setShown] = useState<'domain' | 'network'>('domain');
  const xml = shown === 'network' && networkXml !== null ? networkXml : domainXml;
  return (
    <div className="mt-1.5 overflow-hidden rounded-md border border-line">
      <div className="flex h-8 items-center gap-1 border-b border-line bg-panel px-1.5 text-xs">
        <Segmented
          label="Which XML"
          chosen={shown}
          onChoose={setShown}
          options={[
            { id: 'domain', label: 'Domain XML' },
            ...(networkXml === null ? [] : [{ id: 'network' as const, label: 'Network XML' }]),
          ]}
        />
        <span className="ml-auto">
          <CopyButton text={xml} what="XML" />
        </span>
      </div>
      <pre
        tabIndex={0}
        aria-label="XML"
        className={`overflow-auto bg-terminal p-3 text-xs leading-[18px] ${className}`}
      >
        {xml}
      </pre>
    </div>
  );
}
