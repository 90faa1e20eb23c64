'use client';
import { useState } from 'react';
import Play from 'lucide-react/icons/play';
import Power from 'lucide-react/icons/power';
import PowerOff from 'lucide-react/icons/power-off';
import Tag from 'lucide-react/icons/tag';
import Trash from 'lucide-react/icons/trash-2';
import type { Node, PowerAction } from '../../../lib/contract/node.ts';
import { powerRefusal, POWER_WORDS } from '../../../lib/domain/power.ts';
import { useBeginBulk } from '../../data/bulks.ts';
import { Button } from '../../ui/button.tsx';
import { toastError } from '../../ui/toast-queue.ts';
import { DeleteDialog } from '../delete-dialog.tsx';
import { LabelDialog } from './label-dialog.tsx';
import { HardPowerDialog } from '../hard-power-dialog.tsx';

interface BulkBarProps {
  readonly nodes: readonly Node[];
  readonly onClear: () => void;
}

/** Actions on the selected nodes. */
export function BulkBar({ nodes, onClear }: BulkBarProps) {
  const [confirming, setConfirming] = useState<'delete' | 'stop' | 'label' | null>(null);
  const begin = useBeginBulk();
  const able = (action: PowerAction): readonly Node[] =>
    nodes.filter((node) => powerRefusal(node, action) === null);
  const act = (action: PowerAction): void =>
    begin.mutate({ action, nodes: able(action).map(({ id }) => id) }, { onError: toastError });
  const close = (): void => setConfirming(null);
  return (
    <div
      role="toolbar"
      aria-label="Selected nodes"
      className="animate-rise flex shrink-0 flex-wrap items-center gap-2 border-t border-line-strong bg-raised px-4 py-2 shadow-float"
    >
      <span className="pr-1 font-medium">{nodes.length} selected</span>
      <Button isDisabled={able('start').length === 0} onPress={() => act('start')}>
        <Play size={14} /> {POWER_WORDS.start} {able('start').length}
      </Button>
      <Button isDisabled={able('shutdown').length === 0} onPress={() => act('shutdown')}>
        <Power size={14} /> {POWER_WORDS.shutdown} {able('shutdown').length}
      </Button>
      <Button isDisabled={able('stop').length === 0} onPress={() => setConfirming('stop')}>
        <PowerOff size={14} /> {POWER_WORDS.stop} {able('stop').length} …
      </Button>
      <Button onPress={() => setConfirming('label')}>
        <Tag size={14} /> Label …
      </Button>
      <Button onPress={() => setConfirming('delete')}>
        <Trash size={14} className="text-bad" /> Delete {nodes.length}
      </Button>
      <Button kind="quiet" onPress={onClear}>
        Clear
      </Button>
      {confirming === 'label' && <LabelDialog nodes={nodes} onClose={close} />}
      {confirming === 'delete' && <DeleteDialog nodes={nodes} onClose={close} onDone={onClear} />}
      {confirming === 'stop' && (
        <HardPowerDialog nodes={able('stop')} action="stop" onConfirm={() => act('stop')} onClose={close} />
      )}
    </div>
  );
}
