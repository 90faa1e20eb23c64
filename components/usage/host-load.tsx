'use client';
import { useUsage } from '../data/usage.ts';
import { Meter } from '../ui/meter.tsx';
import { StarvationNotes } from './starvation-notes.tsx';

/** How busy a host's CPUs are now, and who starves it; nothing until that was measured. */
export function HostLoad({ name }: { readonly name: string }) {
  // One answer for all hosts of the page.
  const { data } = useUsage({ limit: 0 });
  const found = data?.hosts.find(({ host }) => host === name);
  const busy = found?.now.cpu ?? null;
  if (found === undefined || busy === null) return null;
  const { cpus, starving } = found;
  return (
    <>
      <Meter label="CPU" used={busy} total={cpus} text={`${busy.toFixed(1)} of ${cpus} CPUs busy`} />
      <StarvationNotes found={starving} />
    </>
  );
}
