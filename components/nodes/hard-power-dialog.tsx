'use client';
import { stageTitle } from '../../lib/domain/stages.ts';
import { counted } from '../../lib/domain/format.ts';
import { type Node } from '../../lib/contract/node.ts';
import { POWER_WORDS, type HardAction } from '../../lib/domain/power.ts';
import { isUnderWay } from '../timeline/words.ts';
import { Confirm } from '../ui/confirm.tsx';

interface HardPowerDialogProps {
  readonly nodes: readonly Node[];
  readonly action: HardAction;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

const MEANS: Readonly<Record<HardAction, string>> = {
  stop: 'The power is cut at once, as if the plug was pulled: what the guest has not written to its disk is lost. “Shut down” asks the operating system first.',
  reset:
    'The machine starts again at once, as with its reset button: what the guest has not written to its disk is lost. “Reboot” asks the operating system first.',
};

/** Asks before power is taken away: always, from one node as from several. */
export function HardPowerDialog({ nodes, action, onConfirm, onClose }: HardPowerDialogProps) {
  const [first] = nodes;
  const whom = nodes.length === 1 ? (first?.name ?? '') : counted(nodes.length, 'node');
  const verb = `${POWER_WORDS[action]} ${whom}`;
  const underWay = nodes.filter(isUnderWay);
  return (
    <Confirm title={`${verb}?`} verb={verb} keep="Leave it on" onConfirm={onConfirm} onClose={onClose}>
      <p>{MEANS[action]}</p>
      {underWay.length > 0 && (
        <p className="text-ink-2">
          {nodes.length === 1 && first
            ? `It is not ready yet: it is at “${stageTitle(first.stage)}”.`
            : `Not ready yet: ${underWay.map((node) => `${node.name} (${stageTitle(node.stage)})`).join(', ')}.`}
        </p>
      )}
    </Confirm>
  );
}
