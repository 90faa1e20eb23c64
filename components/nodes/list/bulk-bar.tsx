'use client';
import { useState } from 'react';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import Trash from 'lucide-react/icons/trash-2';
import { type Node, type PowerAction } from '../../../lib/contract/node.ts';
import { usePower } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { toast } from '../../ui/toast-queue.ts';
import { DeleteDialog } from '../delete-dialog.tsx';
import { possible } from '../power.ts';

interface BulkBarProps {
  readonly nodes: readonly Node[];
  readonly onClear: () => void;
}

/** What can be done to all that is selected. */
export function BulkBar({ nodes, onClear }: BulkBarProps) {
  const [deleting, setDeleting] = useState(false);
  const power = usePower();
  const act = (action: PowerAction): void => {
    for (const node of nodes.filter((one) => possible(one, action)))
      power.mutate(
        { id: node.id, action },
        { onError: (error) => toast('bad', `${node.name}: ${error.message}`) },
      );
  };
  const count = (action: PowerAction): number => nodes.filter((node) => possible(node, action)).length;
  return (
    <div
      role="toolbar"
      aria-label="Selected nodes"
      className="animate-rise sticky bottom-3 z-20 mx-auto mt-3 mb-3 flex w-fit items-center gap-2 rounded-lg border border-line-strong bg-raised px-3 py-2 shadow-float"
    >
      <span className="pr-1 font-medium">{nodes.length} selected</span>
      <Button isDisabled={count('start') === 0} onPress={() => act('start')}>
        <Play size={14} /> Start {count('start')}
      </Button>
      <Button isDisabled={count('stop') === 0} onPress={() => act('stop')}>
        <Square size={14} /> Stop {count('stop')}
      </Button>
      <Button onPress={() => setDeleting(true)}>
        <Trash size={14} className="text-bad" /> Delete {nodes.length}
      </Button>
      <Button kind="quiet" onPress={onClear}>
        Clear
      </Button>
      {deleting && <DeleteDialog nodes={nodes} onClose={() => setDeleting(false)} onDone={onClear} />}
    </div>
  );
}
