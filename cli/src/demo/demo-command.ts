import { setTimeout as after } from 'node:timers/promises';
import type { Command } from 'commander';
import { z } from 'zod';
import type { ConsoleClient } from 'ven-client';
import type { Demo } from '../../../lib/contract/demo.ts';
import { DEMO_NARRATIONS, DEMO_STEPS } from '../../../lib/domain/demo.ts';
import { addCommand, noArguments, type Context, type Outcome } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { takeInterrupts } from '../live/interrupt.ts';

const LOOK_MS = 500;

/** `ven demo`: create three, one fails on purpose, fix it, all ready, nothing left. */
export const addDemo = (program: Command): Command =>
  addCommand(program, {
    usage: 'demo',
    summary: 'show it: create three nodes, one fails on purpose, mend it, all become ready, delete them',
    flags: [
      ['--detach', 'begin it and return; it goes on by itself'],
      ['--stop', 'end the one that goes on, and delete what it made'],
    ],
    details:
      'With the simulator. The server carries it out, also when this command has ended; Ctrl-C stops it and waits until nothing of it is left.',
    args: noArguments,
    options: z.object({ detach: z.boolean().default(false), stop: z.boolean().default(false) }),
    run: async (context, _, { detach, stop }) => {
      const { demo } = context.client();
      const begun = stop ? await demo.stop() : await demo.begin();
      context.output.progress(`Its run: ${new URL(`/wall?run=${begun.runId}`, context.client().url).href}`);
      if (detach) return { document: { demo: begun }, text: 'The demonstration goes on by itself.\n' };
      return followed(context, demo);
    },
  });

async function followed(context: Context, demo: ConsoleClient['demo']): Promise<Outcome> {
  const interrupts = takeInterrupts();
  let signal: number | null = null;
  void interrupts.interrupted.then((code) => {
    signal = code;
    context.output.progress('Stopping …');
    return demo.stop().catch(() => undefined);
  });
  try {
    let told = '';
    for (;;) {
      const now = await demo.get();
      if (now === null || now.state === 'over') return outcomeOf(now, signal);
      if (now.step !== told) context.output.progress(stepText(now));
      told = now.step;
      await after(LOOK_MS);
    }
  } finally {
    interrupts.dispose();
  }
}

function stepText({ step, trouble }: Demo): string {
  const { title, text } = DEMO_NARRATIONS[step];
  const number = `${DEMO_STEPS.indexOf(step) + 1}/${DEMO_STEPS.length}`;
  return [`${number} ${title}`, `    ${text}`, ...(trouble === null ? [] : [`    ${trouble}`])].join('\n');
}

function outcomeOf(demo: Demo | null, signal: number | null): Outcome {
  const trouble = demo?.trouble ?? null;
  const text =
    trouble === null
      ? 'It is over; nothing of it is left.\n'
      : `It is over: ${trouble} Nothing of it is left.\n`;
  return { document: { demo }, text, exitCode: signal ?? (trouble === null ? EXIT.success : EXIT.failure) };
}
