'use client';
import { endWord, type Stage, stageTitle } from '../../../lib/domain/stages.ts';
import { useEffect, useState } from 'react';
import dynamic from 'next/dynamic';
import Columns2 from 'lucide-react/icons/columns-2';
import Pin from 'lucide-react/icons/pin';
import type { Boot, Evidence } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { Reveal } from '../../console/serial-pane.tsx';
import { useGrowing } from '../../data/hooks.ts';
import { BootFailure } from '../diagnosis/boot-failure.tsx';
import { StageTimeline } from '../../timeline/stage-timeline.tsx';
import { comparePath } from '../../comparison/boot-address.ts';
import { Empty } from '../../ui/empty.tsx';
import { Link } from '../../ui/link.tsx';
import { Age, Elapsed } from '../../ui/moment.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { ShareButton } from '../../share/share-button.tsx';
import { RecordingActions } from './recording-actions.tsx';

const BootLog = dynamic(async () => (await import('../../console/boot-log.tsx')).BootLog, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

const Replay = dynamic(async () => (await import('../../replay/replay.tsx')).Replay, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

const SOON_MS = 1000;

const VIEWS = [
  { id: 'log', label: 'Log' },
  { id: 'replay', label: 'Replay' },
] as const;
type BootView = (typeof VIEWS)[number]['id'];

interface BootsTabProps {
  readonly node: NodeDetail;
  readonly chosen: number | null;
  readonly port: number;
  readonly offset: number | null;
  readonly view: BootView;
  /** Where a replay begins. */
  readonly start: { readonly seconds: number | null; readonly stage: string | null };
  readonly go: (change: Readonly<Record<string, string | null>>) => void;
}

const MARKS = { good: 'bg-good', bad: 'bg-bad', live: 'bg-accent', still: 'border border-edge' } as const;

function markOf(boot: Boot): keyof typeof MARKS {
  if (boot.failure) return 'bad';
  if (boot.stages.some((event) => event.stage === 'ready')) return 'good';
  return boot.endedAt === null ? 'live' : 'still';
}

/** Every boot: how far it came and its serial logs. */
export function BootsTab({ node, chosen, ...rest }: BootsTabProps) {
  const { go } = rest;
  useGrowing(
    node.id,
    node.boots.some((one) => one.endedAt === null),
  );
  // Likely to be wanted: it is there by the time that somebody asks for it.
  useEffect(() => {
    const timer = setTimeout(() => {
      import('../../replay/replay.tsx').catch(() => undefined);
    }, SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  const boots = node.boots.toSorted((one, other) => other.number - one.number);
  const boot = boots.find((one) => one.number === chosen) ?? boots[0];
  if (!boot)
    return (
      <Empty title="No boots yet">
        Every boot of the node is recorded here, from the first byte of its serial ports.
      </Empty>
    );
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
      <ul
        aria-label="Boots"
        className="w-50 shrink-0 overflow-y-auto border-r border-line bg-panel max-md:max-h-40 max-md:w-full"
      >
        {boots.map((one) => (
          <li key={one.id}>
            <BootRow
              one={one}
              isShown={one.number === boot.number}
              onChoose={() => go({ boot: String(one.number), offset: null, t: null, stage: null })}
            />
          </li>
        ))}
      </ul>
      <BootPane {...rest} key={boot.id} node={node} boot={boot} />
    </div>
  );
}

/** The boot before it is the base; of a first boot, another node's has to be chosen. */
function comparedWith({ id, boots }: NodeDetail, { number }: Boot) {
  const before = boots.filter((one) => one.number < number).map((one) => one.number);
  const base = before.length === 0 ? null : { node: id, boot: Math.max(...before) };
  return [base, { node: id, boot: number }] as const;
}

type BootPaneProps = Omit<BootsTabProps, 'chosen'> & { readonly boot: Boot };

function BootPane({ node, boot, port, offset, view, start, go }: BootPaneProps) {
  const [reveal, setReveal] = useState<Reveal | null>(
    offset === null ? null : { port, offset, line: '', turn: 0 },
  );
  const [asked, setAsked] = useState(0);
  const show = (evidence: Evidence | null): void => {
    if (evidence?.port == null) return;
    go({
      ...{ port: String(evidence.port), offset: String(evidence.offset), boot: String(boot.number) },
      ...{ view: null, t: null, stage: null },
    });
    setReveal((before) => ({
      port: evidence.port ?? 0,
      offset: evidence.offset,
      line: evidence.line,
      turn: (before?.turn ?? 0) + 1,
    }));
  };
  const replayFrom = (stage: Stage): void => {
    go({ stage, t: null });
    // Also if the address has it already, and the replay has gone on since.
    setAsked(asked + 1);
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col max-md:min-h-[480px] max-md:shrink-0">
      {/* A replay has the stages in its own bar, where there is little room. */}
      <div className={view === 'replay' ? 'max-md:hidden' : undefined}>
        <StageTimeline
          events={boot.stages}
          walk={{
            installed: node.readyAt !== null && node.readyAt < boot.startedAt,
            first: node.expectedStages,
          }}
          outcome={boot.stages.at(-1)?.stage === 'ready' ? 'ready' : 'open'}
          running={boot.endedAt === null}
          onEvidence={(event) => (view === 'replay' ? replayFrom(event.stage) : show(event.evidence))}
        />
      </div>
      {boot.failure && <BootFailure node={node} boot={boot} failure={boot.failure} onEvidence={show} />}
      <RecordingBar node={node} boot={boot} view={view} go={go} />
      {/* A failure in many words above it leaves it its room. */}
      <div className="flex min-h-0 flex-1 flex-col max-md:min-h-[420px] max-md:shrink-0">
        {view === 'replay' ? (
          <Replay node={node.id} boot={boot.number} start={{ ...start, asked }} port={port} />
        ) : (
          <BootLog
            node={node}
            boot={boot.number}
            port={port}
            onPort={(next) => go({ port: next === 0 ? null : String(next), offset: null })}
            reveal={reveal}
          />
        )}
      </div>
    </div>
  );
}

type RecordingBarProps = Pick<BootPaneProps, 'node' | 'boot' | 'view' | 'go'>;

/** How the recording is shown, and what can be done with it. */
const RecordingBar = ({ node, boot, view, go }: RecordingBarProps) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-panel px-3 py-1 text-xs">
    <Segmented
      label="View"
      options={VIEWS}
      chosen={view}
      onChoose={(next) =>
        go({
          ...{ boot: String(boot.number), view: next === 'log' ? null : next },
          ...{ offset: null, t: null, stage: null },
        })
      }
    />
    <Link
      href={comparePath(...comparedWith(node, boot))}
      className="flex items-center gap-1.5 text-ink-2 hover:text-ink"
    >
      <Columns2 size={13} /> Compare
    </Link>
    {node.deletedAt === null && (
      <ShareButton
        className="h-6 px-2 text-xs"
        subjects={[
          {
            label: `Boot ${boot.number}, as a recording`,
            what: { kind: 'recording', node: node.id, boot: boot.number },
          },
        ]}
      />
    )}
    <RecordingActions node={node} boot={boot} />
  </div>
);

interface BootRowProps {
  readonly one: Boot;
  readonly isShown: boolean;
  readonly onChoose: () => void;
}

/** A boot in the list. */
function BootRow({ one, isShown, onChoose }: BootRowProps) {
  const last = one.stages.at(-1);
  return (
    <button
      type="button"
      aria-current={isShown}
      onClick={onChoose}
      className={`flex w-full flex-col border-b border-line px-3 py-2 text-left ${isShown ? 'bg-accent-soft' : 'hover:bg-hover'}`}
    >
      <span className="flex items-center gap-2">
        <span aria-hidden className={`size-2 rounded-full ${MARKS[markOf(one)]}`} />
        <span className="font-medium">Boot {one.number}</span>
        {one.pinned !== null && <Pin size={12} aria-label="pinned" className="text-ink-3" />}
        <span className="ml-auto text-xs text-ink-3">
          <Age at={one.startedAt} />
        </span>
      </span>
      <span className="pl-4 text-xs text-ink-2">
        {one.failure ? 'Failed at ' : ''}
        {last ? stageTitle(last.stage) : 'no stage seen'} · <Elapsed from={one.startedAt} to={one.endedAt} />
        {one.endReason !== null && ` · ${endWord(one.endReason)}`}
      </span>
      {one.checkpoint !== null && (
        <span className="truncate pl-4 text-xs text-accent" title={`Went back to ${one.checkpoint}`}>
          went back to {one.checkpoint}
        </span>
      )}
    </button>
  );
}
