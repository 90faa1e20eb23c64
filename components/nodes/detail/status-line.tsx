'use client';
import { mergeStages, sinceRestart } from '../../../lib/domain/merge-stages.ts';
import { duration } from '../../../lib/domain/format.ts';
import type { ReactNode } from 'react';
import CircleCheck from 'lucide-react/icons/circle-check';
import Keyboard from 'lucide-react/icons/keyboard';
import Plus from 'lucide-react/icons/plus';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import { STAGE_FACTS, type Stage } from '../../../lib/domain/stages.ts';
import { useOrchestrators } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Elapsed } from '../../ui/moment.tsx';
import { Slower } from '../slower-mark.tsx';
import { useCreateAgain } from './create-again.ts';
import { OpenAtOrchestrator } from './open-at-orchestrator.tsx';

interface StatusLineProps {
  readonly node: NodeDetail;
  /** Usual milliseconds from creation to ready for similar nodes. */
  readonly usual: number | null;
  /** Of each stage. */
  readonly durations: ReadonlyMap<Stage, number>;
  readonly mayWrite: boolean;
  /** What is unusual about the boot. */
  readonly notice?: ReactNode;
}

/** Below the timeline, always at the same height: elapsed time while booting, next steps when ready. */
export function StatusLine({ notice, ...progress }: StatusLineProps) {
  const { node } = progress;
  const ready = node.stage === 'ready' && node.state === 'running';
  return (
    <div
      role="status"
      className="flex min-h-[41px] flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-panel px-4 py-1 text-ink-2 lg:flex-nowrap"
    >
      {ready ? <Ready {...progress} /> : <Booting {...progress} isNoticed={Boolean(notice)} />}
      {notice}
    </div>
  );
}

const Usual = ({ usual }: { readonly usual: number | null }) =>
  usual === null ? null : (
    <span className="whitespace-nowrap text-ink-3">usually {duration(usual)} to ready</span>
  );

type BootingProps = Omit<StatusLineProps, 'mayWrite' | 'notice'> & { readonly isNoticed: boolean };

function Booting({ node, usual, durations, isNoticed }: BootingProps) {
  const first = sinceRestart(node.stages)[0];
  const booting = first !== undefined && node.state === 'running' && node.stage !== 'cancelled';
  return (
    <>
      {booting && (
        <span className="min-w-36 whitespace-nowrap">
          Booting for <Elapsed from={first.startedAt} to={null} />
        </span>
      )}
      {booting && node.readyAt === null && <Usual usual={usual} />}
      {booting && !isNoticed && <Slower stages={node.stages} usual={durations} />}
      {node.stage === 'defined' && node.state === 'shut off' && node.operation === null && (
        <span className="text-ink-3">Not started yet.</span>
      )}
      {node.state === 'paused' && <span>Paused. Resume the node to continue.</span>}
      <WhoTypes node={node} />
    </>
  );
}

function WhoTypes({ node: { answering } }: Pick<StatusLineProps, 'node'>) {
  if (answering === null) return null;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Keyboard aria-hidden size={14} className="shrink-0 text-accent" />
      <span className="truncate">
        {answering.by === 'console'
          ? `The console types the onboarding account on ttyS${answering.port}. Type there to take over.`
          : `Somebody has taken over typing on ttyS${answering.port}. The console no longer types there.`}
      </span>
    </span>
  );
}

const LONGEST = 3;

/** Where the time went: the stages that took longest. */
function longest(node: NodeDetail): string {
  return mergeStages(sinceRestart(node.stages))
    .filter(({ endedAt, stage }) => endedAt !== null && stage !== 'ready' && stage !== 'defined')
    .map(({ stage, startedAt, endedAt }) => ({
      stage,
      took: Date.parse(endedAt ?? startedAt) - Date.parse(startedAt),
    }))
    .sort((one, other) => other.took - one.took)
    .slice(0, LONGEST)
    .map(({ stage, took }) => `${STAGE_FACTS[stage].title} ${duration(took)}`)
    .join(', ');
}

function Ready({ node, usual, durations, mayWrite }: Omit<StatusLineProps, 'notice'>) {
  const createAgain = useCreateAgain(node);
  const { data: orchestrators } = useOrchestrators();
  const simulated = orchestrators?.find(({ name }) => name === node.orchestrator)?.kind === 'simulator';
  const leg = sinceRestart(node.stages);
  const [from, to] = [leg[0]?.startedAt, leg.at(-1)?.startedAt];
  const where = longest(node);
  return (
    <>
      <span className="flex items-center gap-1.5 font-medium whitespace-nowrap text-good">
        <CircleCheck aria-hidden size={15} />
        {from !== undefined && to !== undefined
          ? `Ready after ${duration(Date.parse(to) - Date.parse(from))}`
          : 'Ready'}
      </span>
      {(node.bootNumber ?? 1) === 1 && leg.length === node.stages.length && <Usual usual={usual} />}
      <Slower stages={node.stages} usual={durations} />
      {where !== '' && (
        <span className="min-w-0 flex-1 truncate text-ink-3 max-xl:hidden" title={`Longest stages: ${where}`}>
          longest: {where}
        </span>
      )}
      <span className="ml-auto flex flex-wrap items-center gap-2">
        {simulated && <LogIn node={node} />}
        <OpenAtOrchestrator name={node.orchestrator} />
        {mayWrite && (
          <Button onPress={() => createAgain()}>
            <Plus size={14} /> Create another …
          </Button>
        )}
      </span>
    </>
  );
}

const Mono = ({ children }: { readonly children: ReactNode }) => (
  <span className="font-mono text-xs text-ink">{children}</span>
);

/** The guests of the demonstration have one account; Edge Microvisor's serial ports are silent. */
const LogIn = ({ node }: Pick<StatusLineProps, 'node'>) => (
  <span
    className="whitespace-nowrap"
    title={node.template === 'microvisor' ? 'On the screen' : 'On a serial port or the screen'}
  >
    Log in as <Mono>user</Mono>, password <Mono>user</Mono>
  </span>
);
