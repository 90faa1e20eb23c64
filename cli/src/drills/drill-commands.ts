import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { drillJunit, type DrillResult, drillText } from '../../../lib/report/drill-result.ts';
import { addCommand, type Outcome } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { takeInterrupts } from '../live/interrupt.ts';
import { checkReport } from '../output/report-file.ts';
import { problemText } from '../rules/rule-files.ts';
import { drillIn, lintedDrill } from './drill-file.ts';
import { runDrill } from './drill-run.ts';

const FILES = z.tuple([z.array(z.string()).min(1)]);

/** `ven drill …`: boots with faults on purpose, and how they have to end. `lint` needs no server. */
export function addDrills(program: Command): void {
  const group = program
    .command('drill')
    .description('boot a node with faults on purpose, and check that it ends as expected');
  addRun(group);
  addLint(group);
}

function addRun(group: Command): void {
  addCommand(group, {
    usage: 'run <files...>',
    summary: 'run drills one after the other; each makes a node and deletes it again, also after Ctrl-C',
    flags: [['--junit <file>', 'write a JUnit report with a test case for each']],
    args: FILES,
    options: z.object({ junit: z.string().optional() }),
    run: async ({ client: login, output }, [files], { junit }) => {
      // Nothing is made when one of them cannot be run, or the report cannot be written.
      const drills = files.map(drillIn);
      checkReport(junit);
      const client = login();
      const interrupts = takeInterrupts();
      let signal: number | null = null;
      void interrupts.interrupted.then((code) => (signal = code));
      const interruption = () => signal;
      const results: DrillResult[] = [];
      try {
        for (const drill of drills) {
          if (interruption() !== null) break;
          results.push(await runDrill({ client, progress: output.progress, interruption }, drill));
        }
      } finally {
        interrupts.dispose();
      }
      if (junit !== undefined) writeFileSync(junit, drillJunit(results));
      return outcomeOf(results, interruption());
    },
  });
}

function outcomeOf(results: readonly DrillResult[], signal: number | null): Outcome {
  const ok = results.every((each) => each.ok);
  const isOnlyLate = results.every((each) => each.ok || isUnfinished(each));
  const exitCode = signal ?? (ok ? EXIT.success : isOnlyLate ? EXIT.timedOut : EXIT.failure);
  return { document: { ok, drills: results }, text: drillText(results), exitCode };
}

/** It was still under way when its limit was over. */
const isUnfinished = ({ end }: DrillResult): boolean =>
  end !== null && !['ready', 'failed', 'timed-out', 'cancelled'].includes(end);

function addLint(group: Command): void {
  addCommand(group, {
    usage: 'lint <files...>',
    summary: 'say what is wrong with drills; needs no server',
    args: FILES,
    options: z.object({}),
    run: async (_, [files]): Promise<Outcome> => {
      const found = files.map((file) => ({ file, problems: lintedDrill(file).problems }));
      const lines = found.flatMap(({ file, problems }) =>
        problems.length === 0
          ? [`${file} is valid.`]
          : problems.map((problem) => `${file}: ${problemText(problem)}`),
      );
      const ok = found.every(({ problems }) => problems.length === 0);
      return Promise.resolve({
        document: { ok, files: found },
        text: `${lines.join('\n')}\n`,
        ...(ok ? {} : { exitCode: EXIT.failure }),
      });
    },
  });
}
