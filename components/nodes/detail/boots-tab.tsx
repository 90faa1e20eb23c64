'use client';
import { endWord, stageTitle } from '../../../lib/domain/stages.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import Columns2 from 'lucide-react/icons/columns-2';
import Download from 'lucide-react/icons/download';
import type { Boot, Evidence } from '../../../lib/contract/boot.ts';
import type { NodeDetail } from '../../../lib/contract/node.ts';
import type { Reveal } from '../../console/serial-pane.tsx';
import { logAddress, useGrowing } from '../../data/hooks.ts';
import { FailureBanner } from '../../timeline/failure-banner.tsx';
import { StageTimeline } from '../../timeline/stage-timeline.tsx';
import { comparePath } from '../../comparison/boot-address.ts';
import { Empty } from '../../ui/empty.tsx';
import { Link } from '../../ui/link.tsx';
import { Age, Elapsed } from '../../ui/moment.tsx';

const BootLog = dynamic(async () => (await import('../../console/boot-log.tsx')).BootLog, {
  ssr: false,
  loading: () => <div className="min-h-0 flex-1 bg-terminal" />,
});

interface BootsTabProps {
  readonly node: NodeDetail;
  readonly chosen: number | null;
  readonly port: number;
  readonly offset: number | null;
  readonly go: (change: Readonly<Record<string, string | null>>) => void;
}

const MARKS = { good: 'bg-good', bad: 'bg-bad', live: 'bg-accent', still: 'border border-edge' } as const;

function markOf(boot: Boot): keyof typeof MARKS {
  if (boot.failure) return 'bad';
  if (boot.stages.some((event) => event.stage === 'ready')) return 'good';
  return boot.endedAt === null ? 'live' : 'still';
}

/** Every boot: how far it came and its serial logs. */
export function BootsTab({ node, chosen, port, offset, go }: BootsTabProps) {
  useGrowing(
    node.id,
    node.boots.some((one) => one.endedAt === null),
  );
  const boots = node.boots.toSorted((one, other) => other.number - one.number);
  const boot = boots.find((one) => one.number === chosen) ?? boots[0];
  if (!boot)
    return (
      <Empty title="No boots yet">
        Every boot of the node is recorded here, from the first byte of its serial ports.
      </Empty>
    );
  return (
    <div className="flex min-h-0 flex-1 max-md:flex-col">
      <ul
        aria-label="Boots"
        className="w-50 shrink-0 overflow-y-auto border-r border-line bg-panel max-md:max-h-40 max-md:w-full"
      >
        {boots.map((one) => {
          const last = one.stages.at(-1);
          return (
            <li key={one.id}>
              <button
                type="button"
                aria-current={one.number === boot.number}
                onClick={() => go({ boot: String(one.number), offset: null })}
                className={`flex w-full flex-col border-b border-line px-3 py-2 text-left ${one.number === boot.number ? 'bg-accent-soft' : 'hover:bg-hover'}`}
              >
                <span className="flex items-center gap-2">
                  <span aria-hidden className={`size-2 rounded-full ${MARKS[markOf(one)]}`} />
                  <span className="font-medium">Boot {one.number}</span>
                  <span className="ml-auto text-xs text-ink-3">
                    <Age at={one.startedAt} />
                  </span>
                </span>
                <span className="pl-4 text-xs text-ink-2">
                  {one.failure ? 'Failed at ' : ''}
                  {last ? stageTitle(last.stage) : 'no stage seen'} ·{' '}
                  <Elapsed from={one.startedAt} to={one.endedAt} />
                  {one.endReason !== null && ` · ${endWord(one.endReason)}`}
                </span>
                {one.checkpoint !== null && (
                  <span
                    className="truncate pl-4 text-xs text-accent"
                    title={`Went back to ${one.checkpoint}`}
                  >
                    went back to {one.checkpoint}
                  </span>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      <BootView key={boot.id} node={node} boot={boot} port={port} offset={offset} go={go} />
    </div>
  );
}

/** The boot before it is the base; of a first boot, another node's has to be chosen. */
function comparedWith({ id, boots }: NodeDetail, { number }: Boot) {
  const before = boots.filter((one) => one.number < number).map((one) => one.number);
  const base = before.length === 0 ? null : { node: id, boot: Math.max(...before) };
  return [base, { node: id, boot: number }] as const;
}

/** Only the marker for removed output is left. */
const isRemoved = ({ start, end, gaps }: Boot['ports'][number]): boolean =>
  gaps.some(({ from, to }) => end > start && from <= start && to >= end);

type BootViewProps = Omit<BootsTabProps, 'chosen'> & { readonly boot: Boot };

function BootView({ node, boot, port, offset, go }: BootViewProps) {
  const [reveal, setReveal] = useState<Reveal | null>(
    offset === null ? null : { port, offset, line: '', turn: 0 },
  );
  const show = (evidence: Evidence | null): void => {
    if (evidence?.port == null) return;
    go({ port: String(evidence.port), offset: String(evidence.offset), boot: String(boot.number) });
    setReveal((before) => ({
      port: evidence.port ?? 0,
      offset: evidence.offset,
      line: evidence.line,
      turn: (before?.turn ?? 0) + 1,
    }));
  };
  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col">
      <StageTimeline
        events={boot.stages}
        walk={{
          installed: node.readyAt !== null && node.readyAt < boot.startedAt,
          first: node.expectedStages,
        }}
        outcome={boot.stages.at(-1)?.stage === 'ready' ? 'ready' : 'open'}
        running={boot.endedAt === null}
        onEvidence={(event) => show(event.evidence)}
      />
      {boot.failure && <FailureBanner failure={boot.failure} onEvidence={show} />}
      <div className="flex flex-wrap gap-4 border-t border-line bg-panel px-4 py-1.5 text-xs">
        <Link
          href={comparePath(...comparedWith(node, boot))}
          className="flex items-center gap-1.5 text-ink-2 hover:text-ink"
        >
          <Columns2 size={13} /> Compare
        </Link>
        {boot.ports.map((log) => (
          <a
            key={log.port}
            href={logAddress(node.id, boot.number, log.port)}
            download={`${node.name}-boot${boot.number}-ttyS${log.port}.log`}
            className="flex items-center gap-1.5 text-ink-2 hover:text-ink"
          >
            <Download size={13} /> <span className="font-mono">ttyS{log.port}</span>{' '}
            {isRemoved(log)
              ? 'removed'
              : `${bytes(log.end - log.start)}${log.start > 0 || log.gaps.length > 0 ? ', with gaps' : ''}`}
          </a>
        ))}
      </div>
      <BootLog
        node={node}
        boot={boot.number}
        port={port}
        onPort={(next) => go({ port: next === 0 ? null : String(next), offset: null })}
        reveal={reveal}
      />
    </div>
  );
}
