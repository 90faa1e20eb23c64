'use client';
import Clapperboard from 'lucide-react/icons/clapperboard';
import { useBeginDemo, useDemo } from '../data/demo.ts';
import { useAllowed, useOrchestrators } from '../data/hooks.ts';
import { changeDemoWindow } from '../data/demo-window.ts';
import { Button } from '../ui/button.tsx';
import { toastError } from '../ui/toast-queue.ts';

/** Begins the demonstration; only where there is a simulator to show it with. */
export function DemoButton() {
  const { data: demo } = useDemo();
  const { data: orchestrators } = useOrchestrators();
  const begin = useBeginDemo();
  const isAllowed = useAllowed('scenarios.write');
  const hasSimulator = orchestrators?.some(({ kind }) => kind === 'simulator') === true;
  if (!isAllowed || !hasSimulator || (demo != null && demo.state !== 'over')) return null;
  const start = (): void =>
    begin.mutate(undefined, {
      onSuccess: () => changeDemoWindow({ isLed: true, dismissed: null }),
      onError: toastError,
    });
  return (
    <Button onPress={start} isDisabled={begin.isPending}>
      <Clapperboard size={14} /> Run the demo
    </Button>
  );
}
