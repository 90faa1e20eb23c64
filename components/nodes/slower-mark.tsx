import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Node } from '../../lib/contract/node.ts';
import { type Delay, delayOf, delayReason, delayText } from '../../lib/domain/delay.ts';
import { type Stage, stageTitle } from '../../lib/domain/stages.ts';
import { isBooting } from '../../lib/report/node-status.ts';
import { useUsualStages } from '../data/usual.ts';
import { useClockText } from '../ui/clock.ts';

const whole = (delay: Delay): string => `${delayText(delay)}: ${delayReason(delay)}`;
const short = (delay: Delay): string => `${delayText(delay)}, ${stageTitle(delay.stage)}`;

interface SlowerProps {
  readonly stages: Node['stages'];
  readonly usual: ReadonlyMap<Stage, number>;
  /** Only the stage to blame, without its times. */
  readonly isShort?: boolean;
}

/** How much slower than usual a boot is so far, and the stage to blame; nothing if it is not. */
export function Slower({ stages, usual, isShort = false }: SlowerProps) {
  const text = useClockText((now) => {
    const delay = delayOf(stages, usual, now);
    return delay === null ? '' : `${isShort ? short(delay) : whole(delay)}\n${whole(delay)}`;
  });
  const [shown, title] = text.split('\n');
  if (shown === undefined || shown === '') return null;
  return (
    <span className="flex min-w-0 items-center gap-1 text-warn" title={title}>
      <TriangleAlert aria-hidden size={13} className="shrink-0" />
      <span className="truncate">{shown}</span>
    </span>
  );
}

/** The same for a node in a list, while it boots. */
export const SlowerMark = ({ node }: { readonly node: Node }) =>
  isBooting(node) && node.state === 'running' && node.failure === null && <Booting node={node} />;

const Booting = ({ node: { template, stages } }: { readonly node: Node }) => (
  <Slower stages={stages} usual={useUsualStages(template)} isShort />
);
