'use client';
import { useState } from 'react';
import BookOpen from 'lucide-react/icons/book-open';
import ChevronLeft from 'lucide-react/icons/chevron-left';
import ChevronRight from 'lucide-react/icons/chevron-right';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { type BootWay, stageExplanation } from '../../lib/domain/stage-explanations.ts';
import { type Stage, stageTitle } from '../../lib/domain/stages.ts';
import { usePresenter } from '../data/presenter.ts';
import { usePreference } from '../data/preference.ts';
import { IconButton } from '../ui/button.tsx';
import { classes } from '../ui/style.ts';

/** Whether stages are explained: remembered in this browser, and always while somebody presents. */
export function useExplaining(): readonly [boolean, (on: boolean) => void] {
  const [value, set] = usePreference('explain', 'off');
  const { isOn } = usePresenter();
  return [value === 'on' || isOn, (on) => set(on ? 'on' : 'off')];
}

export function ExplainToggle() {
  const [on, set] = useExplaining();
  return (
    <ToggleButton
      isSelected={on}
      onChange={set}
      className={classes(
        'flex shrink-0 items-center gap-1 rounded-sm px-1 transition-colors duration-150',
        on ? 'bg-accent-soft text-accent' : 'hover:bg-hover hover:text-ink',
      )}
    >
      <BookOpen size={12} aria-hidden /> Explain
    </ToggleButton>
  );
}

interface StageExplanationProps {
  readonly stages: readonly Stage[];
  /** The one in which the boot is, or where it ended. */
  readonly present: Stage;
  readonly way: BootWay;
}

/** What happens in the present stage, for whoever looks over the shoulder; the others can be leafed through. */
export function StageExplanation({ stages, present, way }: StageExplanationProps) {
  const [chosen, setChosen] = useState<{ readonly stage: Stage; readonly when: Stage } | null>(null);
  // It follows the boot again as soon as that goes on.
  const stage = chosen?.when === present ? chosen.stage : present;
  const index = stages.indexOf(stage);
  const leaf = (by: number) => {
    const next = stages[index + by];
    if (next !== undefined) setChosen({ stage: next, when: present });
  };
  return (
    <section
      aria-label="Explanation"
      className="flex items-start gap-2 border-t border-line bg-sunken px-4 py-2 max-sm:flex-col max-sm:gap-0"
    >
      <span className="flex shrink-0 items-center">
        <IconButton label="Explain the stage before" isDisabled={index <= 0} onPress={() => leaf(-1)}>
          <ChevronLeft size={15} />
        </IconButton>
        <IconButton
          label="Explain the next stage"
          isDisabled={index === -1 || index >= stages.length - 1}
          onPress={() => leaf(1)}
        >
          <ChevronRight size={15} />
        </IconButton>
      </span>
      <p aria-live="polite" className="max-w-[110ch] min-w-0 pt-1 text-sm text-ink-2">
        <span className="font-medium text-ink">{stageTitle(stage)}</span>
        {stage === present && <span className="ml-1.5 text-xs text-accent">now</span>}
        <span className="block">{stageExplanation(stage, way)}</span>
      </p>
    </section>
  );
}
