'use client';
import { BOOT_GROUPS, type BootGroup, type BootTimes } from '../../lib/contract/boot-times.ts';
import { absolute, counted } from '../../lib/domain/format.ts';
import { useBootTimes } from '../data/boot-times.ts';
import { useHosts, useOrchestrators, useTemplates } from '../data/hooks.ts';
import { CompactSelect } from '../ui/compact-select.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSearch } from '../ui/search.ts';
import { Segmented } from '../ui/segmented.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { GroupCard } from './group-card.tsx';

const BY: Readonly<Record<BootGroup, string>> = {
  template: 'Template',
  host: 'Host',
  orchestrator: 'Orchestrator',
};
const DAYS = [
  { id: '1', label: '1 day' },
  { id: '7', label: '7 days' },
  { id: '30', label: '30 days' },
  { id: '365', label: '1 year' },
] as const;
const DEFAULT_DAYS = '30';

/** Which boots count, as the address says it. */
function useChoice() {
  const [by, setBy] = useSearch('by');
  const [days, setDays] = useSearch('days');
  const [template, setTemplate] = useSearch('template');
  const [host, setHost] = useSearch('host');
  const [orchestrator, setOrchestrator] = useSearch('orchestrator');
  const period = DAYS.find(({ id }) => id === days)?.id ?? DEFAULT_DAYS;
  const group = BOOT_GROUPS.find((each) => each === by) ?? 'template';
  return {
    ...{ by: group, setBy, days: period, setDays },
    only: { template, host, orchestrator },
    setOnly: { template: setTemplate, host: setHost, orchestrator: setOrchestrator },
    query: {
      ...{ by: group, days: Number(period) },
      ...(template === '' ? {} : { template }),
      ...(host === '' ? {} : { host }),
      ...(orchestrator === '' ? {} : { orchestrator }),
    },
  };
}

/** How long the stages of past boots took: which template, host or orchestrator is slow, and in which stage. */
export function BootTimesPage() {
  useTitle('Boot times');
  const choice = useChoice();
  const { data, error, refetch } = useBootTimes(choice.query, true);
  const isFiltered = Object.values(choice.only).some((name) => name !== '');
  return (
    <Page title="Boot times" aside={data && <Summary times={data} />}>
      <Filters choice={choice} />
      {error && !data ? (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      ) : data === undefined ? (
        <Skeleton className="m-4 h-96" />
      ) : data.groups.length === 0 ? (
        <Empty title={isFiltered ? 'No such boots' : 'No boots in this time'}>
          {isFiltered
            ? 'No boot within this time is of that template, host and orchestrator.'
            : 'How long each stage takes is counted here from the first boot on, by template, host and orchestrator.'}
        </Empty>
      ) : (
        <Groups times={data} />
      )}
    </Page>
  );
}

const Summary = ({ times: { boots, cut, since } }: { readonly times: BootTimes }) => (
  <span title={`Since ${absolute(since)}`}>{cut ? `the latest ${boots} boots` : counted(boots, 'boot')}</span>
);

function Filters({ choice }: { readonly choice: ReturnType<typeof useChoice> }) {
  const names = {
    template: (useTemplates().data ?? []).map(({ name }) => name),
    host: (useHosts().data ?? []).map(({ name }) => name),
    orchestrator: [...(useOrchestrators().data ?? []).map(({ name }) => name), 'none'],
  };
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-panel px-4 py-2 text-xs">
      <Segmented
        label="Grouped by"
        options={BOOT_GROUPS.map((id) => ({ id, label: BY[id] }))}
        chosen={choice.by}
        onChoose={(by) => choice.setBy(by === 'template' ? '' : by)}
      />
      <Segmented
        label="Boots of the last"
        options={DAYS}
        chosen={choice.days}
        onChoose={(days) => choice.setDays(days === DEFAULT_DAYS ? '' : days)}
      />
      {BOOT_GROUPS.map((what) => (
        <NameChoice
          key={what}
          label={BY[what]}
          names={names[what]}
          chosen={choice.only[what]}
          onChoose={choice.setOnly[what]}
        />
      ))}
    </div>
  );
}

interface NameChoiceProps {
  readonly label: string;
  readonly names: readonly string[];
  /** Empty: any. */
  readonly chosen: string;
  readonly onChoose: (name: string) => void;
}

/** One that is gone stays as long as it is chosen. */
function NameChoice({ label, names, chosen, onChoose }: NameChoiceProps) {
  const all = chosen === '' || names.includes(chosen) ? names : [...names, chosen];
  return (
    <span className="flex items-center gap-1.5 text-ink-3">
      <span aria-hidden>{label}</span>
      <CompactSelect
        label={label}
        value={chosen}
        onChange={onChoose}
        options={[{ value: '', label: 'any' }, ...all.map((name) => ({ value: name, label: name }))]}
      />
    </span>
  );
}

function Groups({ times: { by, groups } }: { readonly times: BootTimes }) {
  // One scale for all, so that bars can be compared from card to card.
  const longest = Math.max(1, ...groups.flatMap(({ stages }) => stages.map(({ p95 }) => p95)));
  return (
    <div className="grid gap-4 p-4 lg:grid-cols-2 2xl:grid-cols-3">
      {groups.map((group) => (
        <GroupCard key={group.name} by={by} group={group} groups={groups} longest={longest} />
      ))}
    </div>
  );
}
