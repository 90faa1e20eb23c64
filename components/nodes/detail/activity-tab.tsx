'use client';
import { ScrollX } from '../../ui/page.tsx';
import { TD, TH } from '../../ui/style.ts';
import type { Node } from '../../../lib/contract/node.ts';
import type { Operation } from '../../../lib/contract/operation.ts';
import { stepText } from '../../../lib/domain/operation-steps.ts';
import { useOperations } from '../../data/hooks.ts';
import { Empty } from '../../ui/empty.tsx';
import { Age, Elapsed } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';

const OUTCOMES: Readonly<Record<Operation['state'], readonly [string, string]>> = {
  recorded: ['text-ink-3', 'queued'],
  acting: ['text-accent', 'in progress'],
  succeeded: ['text-good', 'succeeded'],
  failed: ['text-bad', 'failed'],
};

/** Every operation on the node: who, when and with what outcome. */
export function ActivityTab({ node }: { readonly node: Node }) {
  const { data, error } = useOperations(node.id);
  if (error)
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  if (!data) return <SkeletonRows rows={4} label="Loading operations" />;
  if (data.length === 0) return <Empty title="No operations">No operation is recorded for this node.</Empty>;
  return (
    <ScrollX label="Operations">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Operation</th>
            <th className={TH}>Outcome</th>
            <th className={TH}>By</th>
            <th className={TH}>Duration</th>
            <th className={`${TH} pr-4 text-right`}>Age</th>
          </tr>
        </thead>
        <tbody>
          {data.map((operation) => (
            <Row key={operation.id} operation={operation} />
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}

function Row({ operation }: { readonly operation: Operation }) {
  const [ink, word] = OUTCOMES[operation.state];
  const note = operation.error
    ? `${operation.error.message} ${operation.error.fix}`
    : operation.step
      ? stepText(operation.step)
      : '';
  return (
    <tr className="border-b border-line bg-panel">
      <td className={`${TD} pl-4 font-medium capitalize`}>{operation.kind}</td>
      <td className={`${TD} w-full max-w-0 truncate`} title={note}>
        <span className={`font-medium ${ink}`}>{word}</span> <span className="text-ink-2">{note}</span>
      </td>
      <td className={TD}>{operation.by}</td>
      <td className={TD}>
        <Elapsed from={operation.recordedAt} to={operation.endedAt} />
      </td>
      <td className={`${TD} pr-4 text-right text-ink-3`}>
        <Age at={operation.recordedAt} />
      </td>
    </tr>
  );
}
