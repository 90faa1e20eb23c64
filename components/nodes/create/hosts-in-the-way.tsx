'use client';
import type { ProjectHost } from '../../../lib/contract/project-host.ts';
import { counted } from '../../../lib/domain/format.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Note } from '../../ui/note.tsx';
import type { PartProps } from './use-draft.ts';

/** Hosts at the orchestrator with which the new nodes would collide, and the offer to remove those of deleted nodes. */
export function HostsInTheWay({
  draft,
  set,
  hosts,
}: Pick<PartProps, 'draft' | 'set'> & { readonly hosts: readonly ProjectHost[] }) {
  const stale = hosts.filter(({ standing }) => standing === 'stale');
  const others = hosts.filter(({ standing }) => standing !== 'stale');
  return (
    <>
      {stale.length > 0 && (
        <Note
          tone="warn"
          title={`Deleted nodes have left ${counted(stale.length, 'host')} with these serial numbers at the orchestrator.`}
        >
          <Serials hosts={stale} />
          <Checkbox isSelected={draft.cleanStale} onChange={(cleanStale) => set({ cleanStale })}>
            Remove {stale.length === 1 ? 'it' : 'them'} first
          </Checkbox>
        </Note>
      )}
      {others.length > 0 && (
        <Note tone="bad" title="Other hosts at the orchestrator have these serial numbers or UUIDs.">
          <Serials hosts={others} />
          Use other ones, or remove those hosts on the orchestrator’s page.
        </Note>
      )}
    </>
  );
}

const LISTED = 4;

const Serials = ({ hosts }: { readonly hosts: readonly ProjectHost[] }) => (
  <p className="font-mono text-xs">
    {hosts
      .slice(0, LISTED)
      .map(({ id, serial }) => `${serial} (${id})`)
      .join(', ')}
    {hosts.length > LISTED && ` and ${hosts.length - LISTED} more`}
  </p>
);
