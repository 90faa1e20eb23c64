import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CircleDashed from 'lucide-react/icons/circle-dashed';
import CircleX from 'lucide-react/icons/circle-x';
import TriangleAlert from 'lucide-react/icons/triangle-alert';
import type { Finding } from '../../lib/contract/orchestrator-check.ts';

const MARKS = {
  ok: { mark: CircleCheck, word: 'fine', ink: 'text-good' },
  warning: { mark: TriangleAlert, word: 'warning', ink: 'text-warn' },
  failed: { mark: CircleX, word: 'failed', ink: 'text-bad' },
  skipped: { mark: CircleAlert, word: 'not checked', ink: 'text-ink-3' },
  running: { mark: CircleDashed, word: 'checking', ink: 'animate-breathe text-accent' },
  waiting: { mark: CircleDashed, word: 'waiting', ink: 'text-ink-3' },
} as const;

/** How a step of a check ended, or that it has not. */
export function StepMark({ state }: { readonly state: Finding['state'] | 'running' | 'waiting' }) {
  const { mark: Mark, word, ink } = MARKS[state];
  return <Mark role="img" aria-label={word} size={16} className={`mt-0.5 shrink-0 ${ink}`} />;
}
