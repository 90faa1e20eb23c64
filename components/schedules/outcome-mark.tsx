import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import Play from 'lucide-react/icons/circle-play';
import SkipForward from 'lucide-react/icons/skip-forward';
import type { Occurrence } from '../../lib/contract/schedule.ts';

const MARKS: Readonly<Record<Occurrence['outcome'], React.ReactNode>> = {
  starting: <Play aria-hidden size={14} className="shrink-0 text-accent" />,
  started: <Play aria-hidden size={14} className="shrink-0 text-ink-3" />,
  missed: <CircleDashed aria-hidden size={14} className="shrink-0 text-warn" />,
  skipped: <SkipForward aria-hidden size={14} className="shrink-0 text-warn" />,
  refused: <CircleX aria-hidden size={14} className="shrink-0 text-bad" />,
};

export const OutcomeMark = ({ outcome }: Pick<Occurrence, 'outcome'>) => MARKS[outcome];
