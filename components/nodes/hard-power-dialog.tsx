'use client';
import { stageTitle } from '../../lib/domain/stages.ts';
import { isBooting } from '../../lib/report/node-status.ts';
import { counted } from '../../lib/domain/format.ts';
import type { Node } from '../../lib/contract/node.ts';
import { POWER_WORDS, type HardAction } from '../../lib/domain/power.ts';
import { Confirm } from '../ui/confirm.tsx';

interface HardPowerDialogProps {
  readonly nodes: readonly Node[];
  readonly action: HardAction;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const MEANS: Readonly<Record<HardAction, string>> = {
  stop: 'Cuts the power immediately, like pulling the plug: data that the guest has not written to disk is lost. “Shut down” asks the operating system first.',
  reset:
    'Restarts the machine immediately, like its reset button: data that the guest has not written to disk is lost. “Reboot” asks the operating system first.',
};

/** Always asks before cutting power, for one node or several. */
export function HardPowerDialog({ nodes, action, onConfirm, onClose }: HardPowerDialogProps) {
  const [first] = nodes;
  const whom = nodes.length === 1 ? (first?.name ?? '') : counted(nodes.length, 'node');
  const verb = `${POWER_WORDS[action]} ${whom}`;
  const underWay = nodes.filter(isBooting);
  return (
    <Confirm title={`${verb}?`} verb={verb} keep="Cancel" onConfirm={onConfirm} onClose={onClose}>
      <p>{MEANS[action]}</p>
      {underWay.length > 0 && (
        <p className="text-ink-2">
          {nodes.length === 1 && first
            ? `The node is not ready yet. Stage: ${stageTitle(first.stage)}.`
            : `Not ready yet: ${underWay.map((node) => `${node.name} (${stageTitle(node.stage)})`).join(', ')}.`}
        </p>
      )}
    </Confirm>
  );
}
