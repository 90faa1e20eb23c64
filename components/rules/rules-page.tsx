'use client';
import { useRouter } from 'next/navigation';
import FileText from 'lucide-react/icons/file-text';
import Plus from 'lucide-react/icons/plus';
import { counted } from '../../lib/domain/format.ts';
import type { Rule } from '../../lib/contract/rule-file.ts';
import { useAllowed } from '../data/hooks.ts';
import { type ShownRuleFile, useRuleFiles } from '../data/rules.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { Fold } from '../ui/fold.tsx';
import { Link } from '../ui/link.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { useSearch } from '../ui/search.ts';
import { SkeletonRows } from '../ui/skeleton.tsx';
import { editFilePath, rulePath, RULES_PATH } from '../ui/paths.ts';
import { FileProblems } from './file/file-problems.tsx';
import { isFound, meaningOf, placeOf, WHEN_TITLES } from './rule-words.ts';
import { RuleSwitch } from './rule-actions.tsx';

/** What is shown of a file. */
interface Found {
  readonly file: ShownRuleFile;
  readonly rules: readonly Rule[];
}

/** The rules by which serial output is read: one's own, and those that came with the console. */
export function RulesPage() {
  const { data, error, refetch } = useRuleFiles();
  const [query, setQuery] = useSearch('q');
  const found = data?.map((file): Found => ({
    file,
    rules: (file.content?.rules ?? []).filter((rule) => isFound(rule, `${file.name} ${file.title}`, query)),
  }));
  const total = data?.reduce((sum, { rules }) => sum + rules, 0) ?? 0;
  return (
    <Page
      title="Rules"
      aside={data && `What serial output means: ${counted(total, 'rule')}`}
      action={
        <>
          <FilterField
            label="Search rules"
            placeholder="Text, cause, stage …"
            value={query}
            onChange={setQuery}
          />
          <AddButton />
        </>
      }
    >
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <SkeletonRows rows={12} label="Loading rules" />}
      {found && <Files found={found} query={query} clear={() => setQuery('')} />}
    </Page>
  );
}

function AddButton() {
  const router = useRouter();
  const mayWrite = useAllowed('rules.write');
  return (
    mayWrite && (
      <Button kind="primary" onPress={() => router.push(`${RULES_PATH}/new`)}>
        <Plus size={15} /> Add rule
      </Button>
    )
  );
}

interface FilesProps {
  readonly found: readonly Found[];
  readonly query: string;
  readonly clear: () => void;
}

function Files({ found, query, clear }: FilesProps) {
  const searching = query.trim() !== '';
  const shown = found.filter(({ file, rules }) => rules.length > 0 || (!searching && !file.shipped));
  const own = shown.filter(({ file }) => !file.shipped);
  const shipped = shown.filter(({ file }) => file.shipped);
  if (searching && shown.length === 0)
    return (
      <Empty title="No rule matches" action={<Button onPress={clear}>Show all rules</Button>}>
        Nothing about “{query.trim()}” in texts, patterns, causes and next steps.
      </Empty>
    );
  return (
    <div className="flex flex-col gap-4 p-4">
      {(own.length > 0 || !searching) && (
        <Group
          title="Own rules"
          about="Tried first, so that they can explain a line better or call it harmless"
        >
          {own.length === 0 && <NoOwnRules />}
          {own.map((each) => (
            <FileFold key={each.file.name} found={each} open />
          ))}
        </Group>
      )}
      {shipped.length > 0 && (
        <Group title="Shipped with the console" about="Read-only; copy one to change it">
          {shipped.map((each) => (
            <FileFold key={each.file.name} found={each} open={searching} />
          ))}
        </Group>
      )}
    </div>
  );
}

interface GroupProps {
  readonly title: string;
  readonly about: string;
  readonly children: React.ReactNode;
}

const Group = ({ title, about, children }: GroupProps) => (
  <section aria-label={title} className="overflow-hidden rounded-lg border border-line bg-panel">
    <header className="flex flex-wrap items-baseline gap-x-3 px-4 py-2">
      <h2 className="font-semibold">{title}</h2>
      <p className="text-xs text-ink-3">{about}</p>
    </header>
    {children}
  </section>
);

function NoOwnRules() {
  return (
    <p className="border-t border-line px-4 py-3 text-ink-2">
      None yet. Add one when a guest prints something that the console should know: the cause of a failure,
      the beginning of a stage, or a line that means nothing.
    </p>
  );
}

function FileFold({ found: { file, rules }, open }: { readonly found: Found; readonly open: boolean }) {
  const off = rules.filter(({ isOff }) => isOff === true).length;
  const isBroken = file.problems.length > 0;
  return (
    <Fold
      title={file.title}
      aside={[
        isBroken ? 'not used: it has problems' : counted(rules.length, 'rule'),
        ...(off > 0 ? [`${off} off`] : []),
      ].join(' · ')}
      open={open}
    >
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 text-xs text-ink-3">
        <span>{file.about ?? (file.shipped ? '' : `The file ${file.name}`)}</span>
        {!file.shipped && <EditFile name={file.name} />}
      </div>
      {isBroken && <FileProblems name={file.name} problems={file.problems} />}
      {rules.length > 0 && <RuleTable file={file} rules={rules} />}
    </Fold>
  );
}

function EditFile({ name }: { readonly name: string }) {
  const mayWrite = useAllowed('rules.write');
  return (
    mayWrite && (
      <Link href={editFilePath(name)} className="inline-flex items-center gap-1 text-accent hover:underline">
        <FileText size={12} /> Edit as text
      </Link>
    )
  );
}

function RuleTable({ file, rules }: { readonly file: ShownRuleFile; readonly rules: readonly Rule[] }) {
  return (
    <ul className="-mx-4 divide-y divide-line border-t border-line">
      {rules.map((rule) => (
        <li
          key={rule.id}
          className="grid items-baseline gap-x-4 gap-y-0.5 px-4 py-1.5 hover:bg-hover md:grid-cols-[minmax(0,13rem)_minmax(0,18rem)_minmax(0,1fr)_auto]"
        >
          <Link
            href={rulePath(file.name, rule.id)}
            className="truncate font-mono text-xs text-accent hover:underline"
          >
            {rule.id}
          </Link>
          <span className="min-w-0 truncate text-xs" title={`${WHEN_TITLES[rule.when]} “${rule.text}”`}>
            <span className="text-ink-3">{WHEN_TITLES[rule.when]} </span>
            <code className="font-mono">{rule.text}</code>
          </span>
          <span className={rule.isOff === true ? 'text-ink-3 line-through' : 'text-ink-2'}>
            {meaningOf(rule)}
          </span>
          <span className="flex items-center gap-3 text-xs whitespace-nowrap text-ink-3 md:justify-end">
            {placeOf(rule)}
            {!file.shipped && <RuleSwitch file={file} rule={rule} />}
          </span>
        </li>
      ))}
    </ul>
  );
}
