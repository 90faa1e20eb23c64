'use client';
import { useEffect } from 'react';
import { useRouter } from 'next/navigation';
import Check from 'lucide-react/icons/check';
import Pause from 'lucide-react/icons/pause';
import Play from 'lucide-react/icons/play';
import Square from 'lucide-react/icons/square';
import X from 'lucide-react/icons/x';
import type { Demo } from '../../lib/contract/demo.ts';
import { DEMO_NARRATIONS, DEMO_STEPS, demoPage, type DemoStep } from '../../lib/domain/demo.ts';
import { useDemo, usePauseDemo, useResumeDemo, useStopDemo } from '../data/demo.ts';
import { changeDemoWindow, useDemoWindow } from '../data/demo-window.ts';
import { useAllowed } from '../data/hooks.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Elapsed } from '../ui/moment.tsx';
import { classes } from '../ui/style.ts';
import { toastError } from '../ui/toast-queue.ts';

/** The demonstration that goes on, told step by step beside what it shows. */
export function DemoPanel() {
  const { data: demo } = useDemo();
  const { dismissed, isLed } = useDemoWindow();
  const isShown = demo != null && demo.id !== dismissed && (demo.state !== 'over' || isLed);
  return isShown ? <Panel demo={demo} isLed={isLed} /> : null;
}

/** Goes to the page of a step when it begins. */
function useLed({ step, runId, failingId, state }: Demo, isLed: boolean): void {
  const router = useRouter();
  const page = demoPage(step, runId, failingId);
  const isOn = isLed && state !== 'over';
  useEffect(() => {
    if (isOn && `${window.location.pathname}${window.location.search}` !== page) router.push(page);
  }, [isOn, page, router]);
}

function Panel({ demo, isLed }: { readonly demo: Demo; readonly isLed: boolean }) {
  useLed(demo, isLed);
  const { title, text } = DEMO_NARRATIONS[demo.step];
  const isOver = demo.state === 'over';
  return (
    <aside
      aria-label="Demonstration"
      className="fixed right-3 bottom-16 z-30 flex max-h-[80vh] w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2 overflow-y-auto rounded-lg border border-line-strong bg-raised p-3 text-sm shadow-float sm:bottom-14"
    >
      <header className="flex items-center gap-2">
        <h2 className="font-semibold">Demonstration</h2>
        <span className="text-xs text-ink-3">
          {isOver ? 'over' : demo.state === 'paused' ? 'paused' : <Elapsed from={demo.startedAt} to={null} />}
        </span>
        <IconButton
          label="Close the panel"
          className="ml-auto"
          onPress={() => changeDemoWindow({ dismissed: demo.id, isLed: false })}
        >
          <X size={15} />
        </IconButton>
      </header>
      <Steps present={demo.step} isOver={isOver} />
      <div aria-live="polite">
        <p className="font-semibold">{isOver ? 'It is over' : title}</p>
        <p className="text-ink-2">{isOver ? 'Everything that it made is deleted.' : text}</p>
        {demo.trouble !== null && <p className="mt-1 text-warn">{demo.trouble}</p>}
      </div>
      {!isOver && <Controls demo={demo} isLed={isLed} />}
    </aside>
  );
}

function Steps({ present, isOver }: { readonly present: DemoStep; readonly isOver: boolean }) {
  const at = DEMO_STEPS.indexOf(present);
  return (
    <ol className="flex flex-col gap-0.5 text-xs">
      {DEMO_STEPS.map((step, index) => {
        const isPast = index < at || isOver;
        const isNow = index === at && !isOver;
        return (
          <li
            key={step}
            aria-current={isNow ? 'step' : undefined}
            className={classes(
              'flex items-center gap-1.5',
              isNow ? 'font-semibold text-accent' : isPast ? 'text-ink-2' : 'text-ink-3',
            )}
          >
            <span className="flex size-3.5 shrink-0 items-center justify-center">
              {isPast ? (
                <Check aria-label="done" size={12} />
              ) : (
                <span className={classes('size-1.5 rounded-full', isNow ? 'bg-accent' : 'bg-line-strong')} />
              )}
            </span>
            {DEMO_NARRATIONS[step].title}
          </li>
        );
      })}
    </ol>
  );
}

function Controls({ demo, isLed }: { readonly demo: Demo; readonly isLed: boolean }) {
  const [pause, resume, stop] = [usePauseDemo(), useResumeDemo(), useStopDemo()];
  const isAllowed = useAllowed('scenarios.write');
  const options = { onError: toastError };
  const isEnding = demo.step === 'clean-up';
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Checkbox isSelected={isLed} onChange={(led) => changeDemoWindow({ isLed: led })}>
        Show each step
      </Checkbox>
      {isAllowed && !isEnding && (
        <span className="ml-auto flex gap-1.5">
          {demo.state === 'paused' ? (
            <Button onPress={() => resume.mutate(undefined, options)}>
              <Play size={14} /> Go on
            </Button>
          ) : (
            <Button onPress={() => pause.mutate(undefined, options)}>
              <Pause size={14} /> Pause
            </Button>
          )}
          <Button onPress={() => stop.mutate(undefined, options)}>
            <Square size={14} /> Stop
          </Button>
        </span>
      )}
    </div>
  );
}
