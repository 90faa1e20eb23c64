'use client';
import { useDeferredValue } from 'react';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import { stageTitle } from '../../../lib/domain/stages.ts';
import { counted } from '../../../lib/domain/format.ts';
import type { Explanation } from '../../../lib/domain/rules/explain.ts';
import type { Trial } from '../../../lib/domain/rules/trial.ts';
import { useNodeOf, useNodes } from '../../data/hooks.ts';
import { type ShownRuleFile, TRIAL_BYTES, useBootOutput } from '../../data/rules.ts';
import { BootPicker } from '../../comparison/boot-picker.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useSearch } from '../../ui/search.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TrialLines } from './trial-lines.tsx';
import { type TrialDraft, useSubject, useSavedExplanation, useTrial } from './use-trial.ts';

interface TrialPanelProps {
  readonly files: readonly ShownRuleFile[];
  /** A rule that is not saved; null: the rules as they are. */
  readonly draft: TrialDraft | null;
  /** Ids of the rules whose hits are shown. */
  readonly tried: ReadonlySet<string>;
  /** Why nothing can be tried now. */
  readonly refusal?: string | undefined;
  /** Nothing is said yet of what the draft means. */
  readonly isMeaningless?: boolean;
}

const PORTS = [
  { id: '0', label: 'ttyS0' },
  { id: '1', label: 'ttyS1' },
] as const;

/** The boot that the address names; without one, the latest boot of the first node that has any. */
function useChosenBoot() {
  const [chosen, setChosen] = useSearch('node');
  const [number, setNumber] = useSearch('boot');
  const { data: nodes } = useNodes();
  const id = chosen || nodes?.[0]?.id;
  const { data: node, error } = useNodeOf(id ?? null);
  const latest = Math.max(0, ...(node?.boots ?? []).map((boot) => boot.number));
  const boot = /^[1-9]\d{0,5}$/.test(number) ? Number(number) : latest;
  return {
    node,
    error,
    hasNodes: nodes === undefined || nodes.length > 0 || chosen !== '',
    boot: node === undefined || boot === 0 ? null : { node: node.id, boot },
    choose: (next: { readonly node: string; readonly boot: number | null }): void => {
      setChosen(next.node);
      setNumber(next.boot === null ? '' : String(next.boot));
    },
  };
}

/** What rules find in any recorded boot, as they are typed. */
export function TrialPanel(props: TrialPanelProps) {
  const { node, error, hasNodes, boot, choose } = useChosenBoot();
  const [typedPort, setPort] = useSearch('port');
  const port = typedPort === '1' ? 1 : 0;
  const output = useBootOutput(boot);
  const picked = boot ?? (node ? { node: node.id, boot: null } : null);
  return (
    <section
      aria-label="Live test"
      className="flex min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-panel lg:sticky lg:top-4"
    >
      <header className="flex flex-wrap items-end gap-x-3 gap-y-2 border-b border-line px-4 py-3">
        <div className="min-w-0 grow basis-72">
          <BootPicker title="Test against" chosen={picked} onChoose={choose} />
        </div>
        <div className="flex h-8 items-center gap-1">
          <Segmented
            label="Port"
            options={PORTS}
            chosen={port === 1 ? '1' : '0'}
            onChoose={(id) => setPort(id === '0' ? '' : id)}
          />
          <IconButton
            label="Read the recording again"
            isDisabled={boot === null || output.isFetching}
            onPress={() => void output.refetch()}
          >
            <RefreshCw size={14} />
          </IconButton>
        </div>
      </header>
      {!hasNodes ? (
        <Empty title="No boot to test against">
          As soon as a node has booted, the rule can be tried on what it printed.
        </Empty>
      ) : error || output.error ? (
        <div className="p-4">
          <Problem error={error ?? output.error ?? new Error()} />
        </div>
      ) : node && boot === null ? (
        <Empty title={`${node.name} has not booted yet`}>Choose another node, or start this one.</Empty>
      ) : output.data === undefined ? (
        <Skeleton className="m-4 h-80" />
      ) : (
        <Result {...props} texts={output.data} port={port} node={node} />
      )}
    </section>
  );
}

interface ResultProps extends TrialPanelProps {
  readonly texts: Parameters<typeof useTrial>[0]['texts'];
  readonly port: number;
  readonly node: Parameters<typeof useSubject>[0];
}

function Result({ files, draft, tried, refusal, isMeaningless = false, texts, port, node }: ResultProps) {
  const { kind, subject } = useSubject(node);
  // What is typed stays ahead of what it finds.
  const late = useDeferredValue(draft);
  const trial = useTrial({ files, draft: late, tried, texts, port, kind, subject });
  const saved = useSavedExplanation({ files, texts, kind, subject });
  if (trial === null || saved === null) return null;
  const rules = late
    ? [late.rule]
    : files.flatMap(({ content }) => (content?.rules ?? []).filter(({ id }) => tried.has(id)));
  const isCut = texts?.some(({ bytes }) => bytes.length >= TRIAL_BYTES) === true;
  return (
    <>
      <div className="flex flex-col gap-2 px-4 py-3">
        {refusal === undefined ? (
          <Verdict
            trial={trial}
            saved={draft === null || isMeaningless ? null : saved}
            hidden={isMeaningless}
          />
        ) : (
          <Note title={refusal} />
        )}
        {isCut && <Note tone="warn" title="Only the first 4 MiB of the recording are tested" />}
      </div>
      <TrialLines trial={trial} rules={rules} />
    </>
  );
}

interface VerdictProps {
  readonly trial: Trial;
  /** With the rules as they are saved; null: they are the same. */
  readonly saved: Explanation | null;
  /** Not told. */
  readonly hidden: boolean;
}

const outcome = ({ failure, stage }: Explanation): string =>
  failure === null ? `No failure, came to ${stageTitle(stage)}` : failure.cause;

/** What the boot is taken for. */
function Verdict({ trial, saved, hidden }: VerdictProps) {
  const { hits, misses, lines, explanation } = trial;
  const near =
    misses.length === 0 ? '' : misses.length === 1 ? ', 1 near miss' : `, ${misses.length} near misses`;
  const now = outcome(explanation);
  const before = saved && outcome(saved);
  return (
    <>
      <p role="status" className="font-medium">
        {counted(hits.length, 'hit')}
        {near} in {counted(lines.length, 'line')}
      </p>
      {!hidden && (
        <p className="text-xs text-ink-2">
          {before !== null && before !== now && <del className="mr-1.5 text-ink-3">{before}</del>}
          <span className={explanation.failure === null ? '' : 'text-bad'}>{now}</span>
          {explanation.failure?.rule != null && (
            <span className="text-ink-3"> (rule {explanation.failure.rule})</span>
          )}
        </p>
      )}
    </>
  );
}
