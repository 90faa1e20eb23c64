'use client';
import { useMemo } from 'react';
import { useRouter } from 'next/navigation';
import { useRuleFiles } from '../data/rules.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy.tsx';
import { Empty } from '../ui/empty.tsx';
import { Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { RULES_PATH } from '../ui/paths.ts';
import { RuleActions, RuleSwitch } from './rule-actions.tsx';
import { RuleFacts } from './rule-facts.tsx';
import { TrialPanel } from './trial/trial-panel.tsx';

interface RulePageProps {
  /** The name of its file. */
  readonly file: string;
  readonly id: string;
}

/** One rule: what it looks for, what that means, and what it finds in a recorded boot. */
export function RulePage({ file: name, id }: RulePageProps) {
  useTitle(`Rule ${id}`);
  const router = useRouter();
  const { data, error, refetch } = useRuleFiles();
  const file = data?.find((one) => one.name === name);
  const rule = file?.content?.rules.find((one) => one.id === id);
  const tried = useMemo(() => new Set([id]), [id]);
  if (data && (!file || !rule))
    return (
      <Empty
        alone
        title="There is no such rule"
        action={<Button onPress={() => router.push(RULES_PATH)}>All rules</Button>}
      >
        The file {name} has no rule “{id}”. It may have been removed or renamed.
      </Empty>
    );
  return (
    <Page
      title={id}
      aside={
        file && `${file.title}, ${file.shipped ? 'shipped with the console' : `of the own file ${name}`}`
      }
      action={file && rule && <RuleActions file={file} rule={rule} />}
    >
      {error && !data && (
        <div className="p-4">
          <Problem error={error} retry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton className="m-4 h-96" />}
      {data && file && rule && (
        <div className="grid w-full items-start gap-4 p-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
          <section aria-label="Rule" className="rounded-lg border border-line bg-panel">
            <h2 className="flex items-center gap-2 border-b border-line px-4 py-2 text-sm font-semibold">
              Rule
              <CopyButton text={JSON.stringify(rule, null, 2)} what="the rule as JSON" />
              <span className="ml-auto font-normal">
                {!file.shipped && <RuleSwitch file={file} rule={rule} />}
              </span>
            </h2>
            <div className="p-4">
              <RuleFacts rule={rule} />
            </div>
          </section>
          <TrialPanel files={data} draft={null} tried={tried} />
        </div>
      )}
    </Page>
  );
}
