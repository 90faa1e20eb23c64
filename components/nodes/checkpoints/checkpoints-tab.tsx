'use client';
import { useState } from 'react';
import dynamic from 'next/dynamic';
import { type Checkpoint, MOST_CHECKPOINTS } from '../../../lib/contract/checkpoint.ts';
import type { Node, NodeDetail } from '../../../lib/contract/node.ts';
import { checkpointRefusal, goBackRefusal, ruleText } from '../../../lib/domain/checkpoint.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { operationNote } from '../../../lib/report/node-status.ts';
import { useCheckpoints } from '../../data/checkpoints.ts';
import { useAllowed } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Age } from '../../ui/moment.tsx';
import { ScrollX } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { TD, TH } from '../../ui/style.ts';

const loaded = async () => import('./checkpoint-dialogs.tsx');
const MakeDialog = dynamic(async () => (await loaded()).MakeDialog);
const GoBackDialog = dynamic(async () => (await loaded()).GoBackDialog);
const DropDialog = dynamic(async () => (await loaded()).DropDialog);

type Asked = { readonly what: 'make' } | { readonly what: 'go-back' | 'drop'; readonly point: Checkpoint };

/** Points that the node can go back to. */
export function CheckpointsTab({ node }: { readonly node: NodeDetail }) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayWrite = useAllowed('checkpoints.write');
  const { data, error } = useCheckpoints(node);
  const refusal = refusalOf(node, data ?? []);
  const make = mayWrite && (
    <Button kind="primary" isDisabled={refusal !== null} onPress={() => setAsked({ what: 'make' })}>
      Make checkpoint …
    </Button>
  );
  const close = () => setAsked(null);
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {error ? (
        <div className="p-4">
          <Problem error={error} />
        </div>
      ) : data === undefined ? (
        <SkeletonRows rows={3} label="Loading checkpoints" />
      ) : data.length === 0 ? (
        <Empty title="No checkpoints" action={make}>
          A checkpoint keeps disk, firmware variables and TPM state together, so that the node can go back to
          that moment. {madeBy(node)}
          {mayWrite && refusal !== null && <p className="mt-2 text-xs text-ink-3">{refusal}</p>}
        </Empty>
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
            {make}
            <span className="text-xs text-ink-3">
              {(mayWrite ? refusal : null) ?? `${onDisk(data)} ${madeBy(node)}`}
            </span>
          </div>
          <Points node={node} points={data} mayWrite={mayWrite} onAsk={setAsked} />
        </>
      )}
      {asked?.what === 'make' && <MakeDialog node={node} points={data ?? []} onClose={close} />}
      {asked?.what === 'go-back' && <GoBackDialog node={node} point={asked.point} onClose={close} />}
      {asked?.what === 'drop' && <DropDialog node={node} point={asked.point} onClose={close} />}
    </div>
  );
}

const madeBy = ({ settings: { checkpointAt } }: NodeDetail): string =>
  checkpointAt === null ? 'They are made by hand.' : `One is made ${ruleText(checkpointAt)}.`;

/** Why none can be made now, as a sentence. */
function refusalOf(node: Node, points: readonly Checkpoint[]): string | null {
  if (node.operation?.endedAt === null) return `${operationNote(node.operation)} …`;
  const refusal = checkpointRefusal(node);
  if (refusal !== null) return `Not now: ${refusal}.`;
  if (points.length < MOST_CHECKPOINTS) return null;
  return `It has ${MOST_CHECKPOINTS} checkpoints, as many as it may have: delete one first.`;
}

/** What they take together. */
function onDisk(points: readonly Checkpoint[]): string {
  const count = points.length === 1 ? '1 checkpoint' : `${points.length} checkpoints`;
  const sizes = points.map((point) => point.bytes);
  if (sizes.includes(null)) return `${count}.`;
  return `${count}, ${bytes(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0))} on disk.`;
}

interface PointsProps {
  readonly node: Node;
  readonly points: readonly Checkpoint[];
  readonly mayWrite: boolean;
  readonly onAsk: (asked: Asked) => void;
}

const Points = ({ node, points, mayWrite, onAsk }: PointsProps) => (
  <ScrollX label="Checkpoints">
    <table className="stacked w-full">
      <thead>
        <tr className="border-y border-line">
          <th className={`${TH} pl-4`}>Checkpoint</th>
          <th className={TH}>Stage</th>
          <th className={TH}>Node</th>
          <th className={`${TH} text-right`}>On disk</th>
          <th className={TH}>Made</th>
          <th className={TH}>
            <span className="sr-only">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <Row key={point.id} node={node} point={point} mayWrite={mayWrite} onAsk={onAsk} />
        ))}
      </tbody>
    </table>
  </ScrollX>
);

interface RowProps extends Omit<PointsProps, 'points'> {
  readonly point: Checkpoint;
}

function Row({ node, point, mayWrite, onAsk }: RowProps) {
  const isBusy = node.operation?.endedAt === null;
  const refusal = point.usable ? goBackRefusal(node) : 'its deletion has begun';
  return (
    <tr className="border-b border-line bg-panel hover:bg-hover">
      <td className={`${TD} py-1 pl-4`} data-whole>
        <span className="font-medium">{point.name}</span>
        {point.note !== '' && <span className="block text-xs text-ink-2">{point.note}</span>}
        {!point.usable && (
          <span className="block text-xs text-warn">
            {isBusy ? 'Is being deleted' : 'Its deletion failed: delete it again'}
          </span>
        )}
      </td>
      <td className={TD}>{stageTitle(point.stage)}</td>
      <td className={TD} title={point.on ? 'As a power cut at that moment would have left it' : undefined}>
        {point.on ? 'was on' : 'was off'}
      </td>
      <td className={`${TD} text-right tabular-nums`}>{point.bytes === null ? '–' : bytes(point.bytes)}</td>
      <td className={`${TD} text-ink-2`}>
        <Age at={point.createdAt} ago /> by {point.createdBy}
      </td>
      <td className={`${TD} text-right whitespace-nowrap`} data-whole>
        {mayWrite && (
          <span className="inline-flex gap-1.5" title={refusal ?? undefined}>
            <Button
              aria-label={`Go back to ${point.name}`}
              isDisabled={refusal !== null}
              onPress={() => onAsk({ what: 'go-back', point })}
            >
              Go back …
            </Button>
            <Button
              aria-label={`Delete ${point.name}`}
              isDisabled={isBusy}
              onPress={() => onAsk({ what: 'drop', point })}
            >
              Delete …
            </Button>
          </span>
        )}
      </td>
    </tr>
  );
}
