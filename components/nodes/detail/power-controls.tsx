'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import { Button as AriaButton } from 'react-aria-components/Button';
import Ellipsis from 'lucide-react/icons/ellipsis';
import HardDriveDownload from 'lucide-react/icons/hard-drive-download';
import Bug from 'lucide-react/icons/bug';
import Network from 'lucide-react/icons/network';
import Copy from 'lucide-react/icons/copy';
import Pencil from 'lucide-react/icons/pencil';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Power from 'lucide-react/icons/power';
import PowerOff from 'lucide-react/icons/power-off';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import Trash from 'lucide-react/icons/trash-2';
import Zap from 'lucide-react/icons/zap';
import type { Node, PowerAction } from '../../../lib/contract/node.ts';
import { faultStateRefusal } from '../../../lib/domain/faults.ts';
import {
  isHard,
  POWER_WORDS,
  powerRefusal,
  reprovisionRefusal,
  primaryAction,
  type HardAction,
} from '../../../lib/domain/power.ts';
import { usePower, useReprovision } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import type { MenuEntry } from '../../ui/menu-popover.tsx';
import { Menu } from '../../ui/menu.tsx';
import { toastError } from '../../ui/toast-queue.ts';
import { HardPowerDialog } from '../hard-power-dialog.tsx';
import { NetbootDialog, ReprovisionDialog } from './reprovision-dialog.tsx';

const CloneDialog = dynamic(async () => (await import('./clone-dialog.tsx')).CloneDialog);
const FaultDialog = dynamic(async () => (await import('../faults/fault-dialog.tsx')).FaultDialog);
const EditDialog = dynamic(async () => (await import('./edit-dialog.tsx')).EditDialog);

const ICONS: Readonly<Record<PowerAction, React.ReactNode>> = {
  start: <Play size={14} />,
  resume: <Play size={14} />,
  shutdown: <Power size={14} />,
  reboot: <RotateCcw size={14} />,
  pause: <Pause size={14} />,
  stop: <PowerOff size={14} />,
  reset: <Zap size={14} />,
  'power-cycle': <RotateCcw size={14} />,
  netboot: <Network size={14} />,
};

/** As in a menu: the gentle ones first. */
const ORDER: readonly PowerAction[] = [
  ...(['start', 'resume', 'shutdown', 'reboot', 'pause', 'netboot', 'stop', 'reset'] as const),
];

/** The gentle action as a button, all others in the menu; what takes power away is always confirmed first. */
export function PowerControls({ node, onDelete }: { readonly node: Node; readonly onDelete: () => void }) {
  const power = usePower();
  const [asked, setAsked] = useState<Question | null>(null);
  const send = (action: PowerAction): void => power.mutate({ id: node.id, action }, { onError: toastError });
  const act = (action: PowerAction): void => {
    if (isHard(action) || action === 'netboot') setAsked(action);
    else send(action);
  };
  const primary = primaryAction(node.state);
  const refusal = powerRefusal(node, primary);
  const entries = entriesOf(node, act, {
    onEdit: () => setAsked('edit'),
    onClone: () => setAsked('clone'),
    onFault: () => setAsked('fault'),
    onReprovision: () => setAsked('reprovision'),
    onDelete,
  });
  return (
    <div className="flex items-center gap-1.5">
      <span title={refusal === null ? undefined : `Not now: ${refusal}`}>
        <Button
          kind={primary === 'shutdown' ? 'plain' : 'primary'}
          className="w-29"
          isDisabled={refusal !== null}
          onPress={() => act(primary)}
        >
          {ICONS[primary]} {POWER_WORDS[primary]}
        </Button>
      </span>
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
      {asked !== null && <Asked node={node} what={asked} send={send} onClose={() => setAsked(null)} />}
    </div>
  );
}

type Question = HardAction | 'netboot' | 'reprovision' | 'edit' | 'clone' | 'fault';

interface AskedProps {
  readonly node: Node;
  readonly what: Question;
  readonly send: (action: PowerAction) => void;
  readonly onClose: () => void;
}

/** The dialog before an action. */
function Asked({ node, what, send, onClose }: AskedProps) {
  const reprovision = useReprovision();
  switch (what) {
    case 'edit':
      return <EditDialog node={node} onClose={onClose} />;
    case 'clone':
      return <CloneDialog node={node} onClose={onClose} />;
    case 'fault':
      return <FaultDialog node={node} onClose={onClose} />;
    case 'netboot':
      return <NetbootDialog node={node} onConfirm={() => send(what)} onClose={onClose} />;
    case 'reprovision':
      return (
        <ReprovisionDialog
          node={node}
          onConfirm={() => reprovision.mutate(node.id, { onError: toastError })}
          onClose={onClose}
        />
      );
    case 'stop':
    case 'reset':
      return <HardPowerDialog nodes={[node]} action={what} onConfirm={() => send(what)} onClose={onClose} />;
  }
}

/** Everything but the button's own action. */
function entriesOf(
  node: Node,
  act: (action: PowerAction) => void,
  questions: Readonly<Record<'onEdit' | 'onClone' | 'onFault' | 'onReprovision' | 'onDelete', () => void>>,
): readonly MenuEntry[] {
  const deleting = node.operation?.endedAt === null && node.operation.kind === 'delete';
  const primary = primaryAction(node.state);
  return [
    ...ORDER.filter((action) => action !== primary).map((action) => ({
      id: action,
      label: isHard(action) || action === 'netboot' ? `${POWER_WORDS[action]} …` : POWER_WORDS[action],
      icon: ICONS[action],
      refusal: powerRefusal(node, action),
      act: () => act(action),
    })),
    {
      id: 'edit',
      label: 'Edit …',
      icon: <Pencil size={14} />,
      refusal: reprovisionRefusal(node),
      act: questions.onEdit,
    },
    {
      id: 'clone',
      label: 'Clone …',
      icon: <Copy size={14} />,
      refusal: deleting ? 'it is being deleted' : null,
      act: questions.onClone,
    },
    {
      id: 'fault',
      label: 'Fault on purpose …',
      icon: <Bug size={14} />,
      refusal: deleting ? 'it is being deleted' : faultStateRefusal(node.state),
      act: questions.onFault,
    },
    {
      id: 'reprovision',
      label: 'Re-provision …',
      icon: <HardDriveDownload size={14} />,
      danger: true,
      refusal: reprovisionRefusal(node),
      act: questions.onReprovision,
    },
    {
      id: 'delete',
      label: 'Delete …',
      icon: <Trash size={14} />,
      danger: true,
      refusal: deleting ? 'it is being deleted' : null,
      act: questions.onDelete,
    },
  ];
}
