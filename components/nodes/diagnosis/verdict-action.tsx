'use client';
import ArrowRight from 'lucide-react/icons/arrow-right';
import type { Diagnosis } from '../../../lib/contract/diagnosis.ts';
import { REPAIR_TITLES } from '../../../lib/domain/preflight.ts';
import { useEndFaults } from '../../data/faults.ts';
import { useAllowed, useHosts, useOrchestrators, useRepair } from '../../data/hooks.ts';
import { BootOptionsButton } from '../../networks/boot-options-button.tsx';
import { Button } from '../../ui/button.tsx';
import { Link } from '../../ui/link.tsx';
import { toast, toastError } from '../../ui/toast-queue.ts';
import { placeOf } from './verdict.ts';

interface VerdictActionProps {
  readonly node: string;
  readonly diagnosis: Diagnosis;
  readonly onChanged: () => void;
}

/** What the console can put right itself, or the page where it can be. Resuming is among the actions of the failure. */
export function VerdictAction({ node, diagnosis: { action }, onChanged }: VerdictActionProps) {
  const { data: hosts = [] } = useHosts();
  const { data: orchestrators = [] } = useOrchestrators();
  const mayPower = useAllowed('nodes.power');
  const mayEditOrchestrators = useAllowed('orchestrators.write');
  const repair = useRepair(node);
  if (action?.kind === 'end-faults') return <EndFaults node={node} onChanged={onChanged} />;
  if (action?.kind === 'network-options')
    return <BootOptionsButton {...action.change} onChanged={onChanged} />;
  if (action?.kind === 'repair') {
    const { repair: offered } = action;
    const repaired = (): void => {
      toast('good', `${REPAIR_TITLES[offered]}: done`);
      onChanged();
    };
    return mayPower ? (
      <Button
        kind="primary"
        isDisabled={repair.isPending}
        onPress={() => repair.mutate(offered, { onSuccess: repaired, onError: toastError })}
      >
        {REPAIR_TITLES[offered]}
      </Button>
    ) : null;
  }
  const place = placeOf(action, { hosts, orchestrators, mayEditOrchestrators });
  return place === null ? null : (
    <Link
      href={place.path}
      className="inline-flex h-8 shrink-0 items-center gap-1.5 rounded-md border border-line-strong bg-panel px-3 text-sm whitespace-nowrap hover:bg-hover"
    >
      {place.words} <ArrowRight size={13} />
    </Link>
  );
}

function EndFaults({ node, onChanged }: Pick<VerdictActionProps, 'node' | 'onChanged'>) {
  const end = useEndFaults(node);
  const ended = (): void => {
    toast('good', 'The fault was taken back');
    onChanged();
  };
  return useAllowed('faults.write') ? (
    <Button
      kind="primary"
      isDisabled={end.isPending}
      onPress={() => end.mutate(null, { onSuccess: ended, onError: toastError })}
    >
      End the fault
    </Button>
  ) : null;
}
