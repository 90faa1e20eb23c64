'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import type { BootComparison, ComparedBoot } from '../../lib/contract/boot-comparison.ts';
import { blameText } from '../../lib/domain/boot-comparison/stage-durations.ts';
import { stageTitle } from '../../lib/domain/stages.ts';
import { useComparison } from '../data/comparison.ts';
import { useNodeOf } from '../data/hooks.ts';
import { Empty } from '../ui/empty.tsx';
import { Link } from '../ui/link.tsx';
import { Age } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { type BootAddress, comparePath, readAddress } from './boot-address.ts';
import { BootPicker } from './boot-picker.tsx';
import { OutputDifferences } from './output-differences.tsx';
import { StageTable } from './stage-table.tsx';

/** The boot that an address names; without a number the latest of its node. Undefined while that is read. */
function useBoot(address: BootAddress | null): { readonly node: string; readonly boot: number } | null {
  const { data: node } = useNodeOf(address?.node ?? null);
  if (address === null) return null;
  if (address.boot !== null) return { node: address.node, boot: address.boot };
  const latest = Math.max(0, ...(node?.boots ?? []).map(({ number }) => number));
  return latest === 0 ? null : { node: address.node, boot: latest };
}

/** Two boots side by side: how long their stages took, and what they printed differently. */
export function ComparePage() {
  useTitle('Compare boots');
  const params = useSearchParams();
  const router = useRouter();
  const [base, other] = [readAddress(params.get('base')), readAddress(params.get('other'))];
  const [one, two] = [useBoot(base), useBoot(other)];
  const { data, error, refetch } = useComparison(one, two);
  const go = (nextBase: BootAddress | null, nextOther: BootAddress | null): void =>
    router.replace(comparePath(nextBase, nextOther), { scroll: false });
  return (
    <Page title="Compare boots">
      <div className="grid gap-x-6 gap-y-3 border-b border-line bg-panel px-4 py-3 md:grid-cols-2">
        <BootPicker title="Base" chosen={one ?? base} onChoose={(address) => go(address, other)} />
        <BootPicker title="Other" chosen={two ?? other} onChoose={(address) => go(base, address)} />
      </div>
      {one === null || two === null ? (
        <Empty title="Choose two boots">
          A boot that failed beside one that did not, or a slow one beside a usual one: how long each stage
          took, and which lines only one of them printed. Times, addresses and counters do not count.
        </Empty>
      ) : error ? (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      ) : data ? (
        <Comparison comparison={data} />
      ) : (
        <Skeleton className="m-4 h-96" />
      )}
    </Page>
  );
}

function Comparison({ comparison }: { readonly comparison: BootComparison }) {
  const { base, other, stages } = comparison;
  const blame = blameText(stages);
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="grid gap-4 md:grid-cols-2">
        <Side boot={base} title="Base" />
        <Side boot={other} title="Other" />
      </div>
      {stages.length > 0 && (
        <section aria-label="Stages" className="rounded-lg border border-line bg-panel">
          <StageTable stages={stages} />
          {blame !== null && <p className="border-t border-line px-4 py-2 text-ink-2">{blame}</p>}
        </section>
      )}
      <OutputDifferences comparison={comparison} />
    </div>
  );
}

function Side({ boot, title }: { readonly boot: ComparedBoot; readonly title: string }) {
  const end = boot.stage === null ? 'No stage seen' : `Came to ${stageTitle(boot.stage)}`;
  return (
    <section aria-label={title} className="min-w-0 rounded-lg border border-line bg-panel px-4 py-3">
      <h2 className="flex flex-wrap items-baseline gap-x-2 font-semibold">
        <Link
          href={`/nodes/${boot.node.id}?tab=boots&boot=${boot.boot}`}
          className="min-w-0 truncate hover:underline"
        >
          {boot.node.name}, boot {boot.boot}
        </Link>
        <span className="ml-auto text-xs font-normal text-ink-3">
          <Age at={boot.startedAt} ago />
        </span>
      </h2>
      <p className={boot.cause === null ? 'text-ink-2' : 'text-bad'}>{boot.cause ?? end}</p>
      <p className="text-xs text-ink-3">
        {[boot.template, boot.host, boot.orchestrator ?? 'no orchestrator'].join(' · ')}
      </p>
    </section>
  );
}
