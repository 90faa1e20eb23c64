'use client';
import { TD, TH } from '../../ui/style.ts';
import { type Node } from '../../../lib/contract/node.ts';
import { type Operation } from '../../../lib/contract/operation.ts';
import { stepText } from '../../../lib/domain/operation-steps.ts';
import { useOperations } from '../../data/hooks.ts';
import { Empty } from '../../ui/empty.tsx';
import { Age, Elapsed } from '../../ui/moment.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ScrollX } from '../../ui/scroll-x.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';

const OUTCOMES: Readonly<Record<Operation['state'], readonly [string, string]>> = {
  recorded: ['text-ink-3', 'recorded'],
  acting: ['text-accent', 'under way'],
  succeeded: ['text-good', 'succeeded'],
  failed: ['text-bad', 'failed'],
};

/** Everything that was done to the node, by whom, and how it ended. */
export function ActivityTab({ node }: { readonly node: Node }) {
  const { data, error } = useOperations(node.id);
  if (error)
    return (
      <div className="p-4">
        <Problem error={error} />
      </div>
    );
  if (!data) return <SkeletonRows rows={4} label="Fetching the operations" />;
  if (data.length === 0)
    return <Empty title="Nothing was done">No operation is recorded for this node.</Empty>;
  return (
    <ScrollX label="Operations">
      <table className="w-full">
        <thead>
          <tr className="border-b border-line">
            <th className={`${TH} pl-4`}>Operation</th>
            <th className={TH}>Outcome</th>
            <th className={TH}>By</th>
            <th className={TH}>Took</th>
            <th className={`${TH} pr-4 text-right`}>When</th>
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
