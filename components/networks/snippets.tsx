'use client';
import { useState } from 'react';
import type { PreflightStep } from '../../lib/contract/preflight.ts';
import { CopyButton } from '../ui/copy.tsx';
import { Segmented } from '../ui/segmented.tsx';

/** What to add to the configuration of somebody else's DHCP server. */
export function Snippets({ snippets }: { readonly snippets: PreflightStep['snippets'] }) {
  const [chosen, setChosen] = useState<string>();
  const shown = snippets.find(({ server }) => server === chosen) ?? snippets[0];
  if (shown === undefined) return null;
  return (
    <div className="mt-1.5 overflow-hidden rounded-md border border-line">
      <div className="flex h-8 items-center gap-1 border-b border-line bg-panel px-1.5">
        <Segmented
          label="DHCP server"
          chosen={shown.server}
          onChoose={setChosen}
          options={snippets.map(({ server }) => ({ id: server, label: server }))}
        />
        <span className="ml-auto">
          <CopyButton text={shown.text} what={`configuration for ${shown.server}`} />
        </span>
      </div>
      <pre tabIndex={0} aria-label="Configuration" className="max-h-48 overflow-auto bg-sunken p-2">
        {shown.text}
      </pre>
    </div>
  );
}
