'use client';
import type { BootComparison, ComparedLine, ComparedStage } from '../../lib/contract/boot-comparison.ts';
import { counted } from '../../lib/domain/format.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { Fold } from '../ui/fold.tsx';
import { Link } from '../ui/link.tsx';
import { classes } from '../ui/style.ts';

const TONES: Readonly<Record<ComparedLine['mark'], string>> = {
  ' ': 'text-ink-2',
  '-': 'bg-bad-soft text-bad',
  '+': 'bg-good-soft text-good',
};

const MEANINGS: Readonly<Record<ComparedLine['mark'], string>> = {
  ' ': '',
  '-': 'Only in the base: ',
  '+': 'Only in the other: ',
};

interface StageProps {
  readonly comparison: BootComparison;
  readonly port: number;
  readonly stage: ComparedStage;
}

/** What both ports printed differently, by stage. The first stage with a difference is open. */
export function OutputDifferences({ comparison }: { readonly comparison: BootComparison }) {
  return comparison.ports.map(({ port, stages, cut }) => (
    <section
      key={port}
      aria-label={`Output of ttyS${port}`}
      className="overflow-hidden rounded-lg border border-line bg-panel"
    >
      <h2 className="flex items-baseline gap-2 px-4 py-2 font-semibold">
        <span className="font-mono text-sm">ttyS{port}</span>
        <span className="text-xs font-normal text-ink-3">{outputSummary(stages)}</span>
      </h2>
      {stages
        .filter(({ differences }) => differences > 0)
        .map((stage, index) => (
          <Fold
            key={stage.stage}
            title={stageTitle(stage.stage)}
            aside={`${counted(stage.differences, 'line')} in one boot only`}
            open={index === 0}
          >
            <Lines comparison={comparison} port={port} stage={stage} />
          </Fold>
        ))}
      {cut && (
        <p className="border-t border-line px-4 py-2 text-xs text-warn">
          Only the beginning of a long log was compared.
        </p>
      )}
    </section>
  ));
}

function outputSummary(stages: readonly ComparedStage[]): string {
  if (stages.length === 0) return 'nothing was printed in either boot';
  const count = stages.reduce((sum, { differences }) => sum + differences, 0);
  return count === 0 ? 'alike in both boots' : `${counted(count, 'line')} in one boot only`;
}

function Lines({ comparison, port, stage }: StageProps) {
  return (
    <div
      role="region"
      aria-label={`Differences in ${stageTitle(stage.stage)}`}
      tabIndex={0}
      className="max-h-[32rem] overflow-auto rounded-md border border-line bg-sunken py-2 font-mono text-xs leading-[18px]"
    >
      {stage.parts.map(({ skipped, lines }, part) => (
        <div key={part} className="w-max min-w-full">
          {skipped > 0 && (
            <p className="px-3 py-0.5 font-sans text-ink-3">{counted(skipped, 'line')} alike</p>
          )}
          {lines.map((line, index) => (
            <Link
              key={`${index} ${line.offset}`}
              href={placeOf(comparison, port, line)}
              className={classes('block px-3 whitespace-pre hover:underline', TONES[line.mark])}
            >
              <span aria-hidden>{line.mark} </span>
              <span className="sr-only">{MEANINGS[line.mark]}</span>
              {line.text}
            </Link>
          ))}
        </div>
      ))}
      {stage.cut && <p className="px-3 pt-1 font-sans text-ink-3">More differences follow.</p>}
    </div>
  );
}

/** The line in the log of its boot. */
function placeOf({ base, other }: BootComparison, port: number, { mark, offset }: ComparedLine): string {
  const { node, boot } = mark === '-' ? base : other;
  return `/nodes/${node.id}?tab=boots&boot=${boot}&port=${port}&offset=${offset}`;
}
