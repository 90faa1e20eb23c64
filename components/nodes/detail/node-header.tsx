'use client';
import { useState } from 'react';
import { useRouter } from 'next/navigation';
import { Button as AriaButton } from 'react-aria-components/Button';
import Ellipsis from 'lucide-react/icons/ellipsis';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Power from 'lucide-react/icons/power';
import PowerOff from 'lucide-react/icons/power-off';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash from 'lucide-react/icons/trash-2';
import Zap from 'lucide-react/icons/zap';
import { type Node, type PowerAction } from '../../../lib/contract/node.ts';
import { usePower } from '../../data/hooks.ts';
import { StageMark, StateWord } from '../../timeline/stage-mark.tsx';
import { progressText, stageTitle, waitsFor } from '../../timeline/words.ts';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { Elapsed } from '../../ui/moment.tsx';
import { toastError } from '../../ui/toast-queue.ts';
import { DeleteDialog } from '../delete-dialog.tsx';
import { HardPowerDialog } from '../hard-power-dialog.tsx';
import { isHard, isUnderWay, possible, POWER_WORDS, type HardAction } from '../power.ts';

const ENTRIES: readonly { readonly action: PowerAction; readonly icon: React.ReactNode }[] = [
  { action: 'shutdown', icon: <Power size={14} /> },
  { action: 'reboot', icon: <RotateCcw size={14} /> },
  { action: 'reset', icon: <Zap size={14} /> },
  { action: 'pause', icon: <Pause size={14} /> },
  { action: 'resume', icon: <Play size={14} /> },
];

/** The node in one line: what it is, how it stands, where it is to be reached, what can be done. */
export function NodeHeader({
  node,
  known,
  mayWrite,
}: {
  readonly node: Node;
  /** Whether its host answers. */
  readonly known: boolean;
  readonly mayWrite: boolean;
}) {
  const [deleting, setDeleting] = useState(false);
  const router = useRouter();
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-panel px-4 py-1.5">
      <h1 className="min-w-0 truncate font-mono text-base font-semibold max-sm:max-w-[60%]">{node.name}</h1>
      {/* On a narrow screen the actions stay beside the name. */}
      <span className="contents max-sm:order-2 max-sm:flex max-sm:w-full max-sm:flex-wrap max-sm:gap-x-4">
        <StateWord state={node.state} known={known} />
        <Story node={node} />
        <span className="flex min-w-0 items-center gap-3">
          <Copyable text={node.serial} what="serial" />
          {node.address !== null && <Copyable text={node.address} what="address" />}
        </span>
      </span>
      {mayWrite && <Actions node={node} onDelete={() => setDeleting(true)} />}
      {deleting && (
        <DeleteDialog nodes={[node]} onClose={() => setDeleting(false)} onDone={() => router.push('/')} />
      )}
    </header>
  );
}

function Story({ node }: { readonly node: Node }) {
  if (node.operation?.endedAt === null)
    return (
      <span role="status" className="flex items-center gap-2 text-accent">
        <span aria-hidden className="size-2 animate-breathe rounded-full bg-accent" />
        {node.operation.step ?? `${node.operation.kind}: about to begin`}
        <span className="text-ink-3">
          <Elapsed from={node.operation.recordedAt} to={null} />
        </span>
      </span>
    );
  const waiting = waitsFor(node);
  const progress = progressText(node.progress);
  const since = node.stages.at(-1);
  return (
    <span className="flex min-w-0 items-center gap-2">
      <StageMark node={node} />
      <span className="font-medium whitespace-nowrap">{stageTitle(node.stage)}</span>
      {waiting !== null && since && (
        <span className="truncate text-ink-3">
          {progress ?? `waiting for ${waiting}`} · <Elapsed from={since.startedAt} to={since.endedAt} />
        </span>
      )}
    </span>
  );
}

function Actions({ node, onDelete }: { readonly node: Node; readonly onDelete: () => void }) {
  const power = usePower();
  const [asked, setAsked] = useState<HardAction | null>(null);
  const send = (action: PowerAction): void => power.mutate({ id: node.id, action }, { onError: toastError });
  const act = (action: PowerAction): void => {
    if (isHard(action) && isUnderWay(node)) setAsked(action);
    else send(action);
  };
  const off = possible(node, 'start');
  const entries: readonly MenuEntry[] = [
    ...ENTRIES.map(({ action, icon }) => ({
      id: action,
      label: POWER_WORDS[action],
      icon,
      disabled: !possible(node, action),
      act: () => act(action),
    })),
    {
      id: 'delete',
      label: 'Delete …',
      icon: <Trash size={14} />,
      danger: true,
      act: onDelete,
    },
  ];
  return (
    <div className="ml-auto flex items-center gap-1.5">
      {off ? (
        <Button kind="primary" onPress={() => act('start')}>
          <Play size={14} /> {POWER_WORDS.start}
        </Button>
      ) : (
        <Button isDisabled={!possible(node, 'stop')} onPress={() => act('stop')}>
          <PowerOff size={13} /> {POWER_WORDS.stop}
        </Button>
      )}
      <Menu
        label="More"
        entries={entries}
        trigger={
          <AriaButton
            aria-label="More actions"
            className="inline-flex size-8 items-center justify-center rounded-md border border-line-strong bg-panel hover:bg-hover"
          >
            <Ellipsis size={16} />
          </AriaButton>
        }
      />
      {asked && (
        <HardPowerDialog
          nodes={[node]}
          action={asked}
          onConfirm={() => send(asked)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
