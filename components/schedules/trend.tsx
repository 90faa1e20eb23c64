'use client';
import { useMemo, useState } from 'react';
import dynamic from 'next/dynamic';
import type { RunTrend } from '../../lib/contract/schedule.ts';
import { counted, duration } from '../../lib/domain/format.ts';
import { inOrder, isStage, type Stage, STAGES, stageTitle } from '../../lib/domain/stages.ts';
import { VERDICTS } from '../../lib/report/run-trend.ts';
import { SelectField } from '../ui/field.tsx';
import { Note, type Tone } from '../ui/note.tsx';

const Chart = dynamic(async () => (await import('../usage/chart.tsx')).Chart, { ssr: false });

const TONES: Readonly<Record<RunTrend['verdict'], Tone>> = {
  unknown: 'plain',
  steady: 'good',
  recovered: 'good',
  flaky: 'warn',
  failing: 'bad',
};

/** How the runs did, in a sentence and as two graphs. */
export function Trend({ trend }: { readonly trend: RunTrend }) {
  return (
    <div className="flex flex-col gap-3 p-4">
      <Verdict trend={trend} />
      {trend.runs.length > 1 && <Graphs trend={trend} />}
    </div>
  );
}

function Verdict({
  trend: { verdict, judged, clean, nodes, ready, causes, slower },
}: {
  readonly trend: RunTrend;
}) {
  return (
    <Note tone={TONES[verdict]} title={VERDICTS[verdict]}>
      {judged > 0 && (
        <p>
          {clean} of {counted(judged, 'run')} without failures, {ready} of {counted(nodes, 'node')} ready.
        </p>
      )}
      {causes.map(({ cause, nodes: failed, runs }) => (
        <p key={cause}>
          {counted(failed, 'node')} in {counted(runs, 'run')}: {cause}
        </p>
      ))}
      {slower.map(({ stage, latest, usual }) => (
        <p key={stage}>
          {stageTitle(stage)} took {duration(latest)} in the latest run, usually {duration(usual)}.
        </p>
      ))}
    </Note>
  );
}

const percent = (value: number): string => `${Math.round(value)} %`;
const seconds = (value: number): string => duration(value * 1000);

const asStage = (text: string): Stage | undefined => STAGES.find((stage) => stage === text);

/** The stage that takes longest comes first. */
function longest({ runs }: RunTrend): Stage | undefined {
  return runs
    .findLast(({ stages }) => stages.length > 0)
    ?.stages.toSorted((one, other) => other.median - one.median)[0]?.stage;
}

function Graphs({ trend }: { readonly trend: RunTrend }) {
  const { runs } = trend;
  const seen = inOrder(runs.flatMap(({ stages }) => stages.map(({ stage }) => stage))).filter(isStage);
  const [chosen, setChosen] = useState<Stage | undefined>(undefined);
  const stage = chosen ?? longest(trend);
  const lines = useMemo(() => linesOf(runs, stage), [runs, stage]);
  const span = Math.max(3600, (lines.times.at(-1) ?? 0) - (lines.times[0] ?? 0)) * 1.03;
  return (
    <>
      <div className="grid gap-3 lg:grid-cols-2">
        <Chart
          title="Success"
          times={lines.times}
          lines={lines.success}
          span={span}
          format={percent}
          atLeast={100}
          hasPoints
        />
        <Chart
          title="Time"
          times={lines.times}
          lines={lines.time}
          span={span}
          format={seconds}
          atLeast={1}
          hasPoints
        />
      </div>
      {stage !== undefined && (
        <div className="w-56">
          <SelectField
            label="Stage in the graph of times"
            value={stage}
            onChange={(value) => setChosen(asStage(value))}
            options={seen.map((each) => ({ value: each, label: stageTitle(each) }))}
          />
        </div>
      )}
    </>
  );
}

function linesOf(runs: RunTrend['runs'], stage: Stage | undefined) {
  const judged = runs.filter(({ nodes }) => nodes > 0);
  return {
    times: judged.map(({ createdAt }) => Date.parse(createdAt) / 1000),
    success: [{ name: 'Nodes ready', values: judged.map(({ ready, nodes }) => (100 * ready) / nodes) }],
    time: [
      { name: 'Whole run', values: judged.map(({ took }) => (took === null ? null : took / 1000)) },
      ...(stage === undefined
        ? []
        : [
            {
              name: `${stageTitle(stage)}, median`,
              values: judged.map(({ stages }) => {
                const found = stages.find((each) => each.stage === stage);
                return found === undefined ? null : found.median / 1000;
              }),
            },
          ]),
    ],
  };
}
