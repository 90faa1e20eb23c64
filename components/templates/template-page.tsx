'use client';
import { useRouter } from 'next/navigation';
import type { Template } from '../../lib/contract/template.ts';
import { definitionOf, templateChanges } from '../../lib/domain/template-changes.ts';
import { Trend } from '../schedules/trend.tsx';
import { useAllowed, useRuns } from '../data/hooks.ts';
import { useTemplateTrend } from '../data/schedules.ts';
import { useTemplateVersions } from '../data/templates.ts';
import { Button } from '../ui/button.tsx';
import { Age } from '../ui/moment.tsx';
import { Card, Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { useTitle } from '../ui/title.ts';
import { Changes } from './changes.tsx';
import { templateFacts } from './facts.tsx';
import { cloneTemplatePath } from '../ui/paths.ts';
import { ExportLink, TemplateActions } from './template-actions.tsx';

/** A template: what its nodes are like, and what each version changed. */
export function TemplatePage({ name }: { readonly name: string }) {
  useTitle(`Template ${name}`);
  const { data: versions, error, refetch } = useTemplateVersions(name);
  const latest = versions?.[0];
  return (
    <Page
      title={latest?.title ?? name}
      aside={latest && (latest.shipped ? 'came with the console' : `version ${latest.version}`)}
      action={latest && <TemplateActions template={latest} isAlone />}
    >
      <div className="grid items-start gap-4 p-4 lg:grid-cols-2">
        {error && !versions && <Problem error={error} retry={() => void refetch()} />}
        {!versions && !error && <Skeleton className="h-64 w-full" />}
        {latest && (
          <Card title={<code>{name}</code>}>
            <p className="mb-3 text-ink-2 empty:hidden">{latest.description}</p>
            <Facts facts={templateFacts(latest)} />
          </Card>
        )}
        <Runs template={name} />
        {versions && (
          <Card title="Versions">
            <ol className="flex flex-col gap-4">
              {versions.map((version, at) => (
                <Version key={version.version} version={version} before={versions[at + 1]} />
              ))}
            </ol>
          </Card>
        )}
      </div>
    </Page>
  );
}

/** How its runs did, once there are some. */
function Runs({ template }: { readonly template: string }) {
  const { data: runs } = useRuns();
  const ended = (runs ?? []).filter((run) => run.template === template && run.endedAt !== null).length;
  const { data: trend } = useTemplateTrend(template, ended);
  if (trend === undefined || trend.judged === 0) return null;
  return (
    <section className="rounded-lg border border-line bg-panel">
      <h2 className="border-b border-line px-4 py-2 text-sm font-semibold">
        {trend.runs.length === 1 ? 'Its run' : `Its last ${trend.runs.length} runs`}
      </h2>
      <Trend trend={trend} />
    </section>
  );
}

interface VersionProps {
  readonly version: Template;
  /** The one before it; undefined for the first. */
  readonly before: Template | undefined;
}

function Version({ version, before }: VersionProps) {
  const router = useRouter();
  const mayWrite = useAllowed('templates.write');
  return (
    <li className="flex flex-col gap-1.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-medium">Version {version.version}</span>
        <span className="text-ink-3">
          {version.createdBy}, <Age at={version.createdAt} ago />
        </span>
        <span className="ml-auto flex gap-2">
          {before && mayWrite && (
            <Button
              kind="quiet"
              aria-label={`Clone version ${version.version}`}
              onPress={() => router.push(cloneTemplatePath(version.name, version.version))}
            >
              Clone
            </Button>
          )}
          <ExportLink template={version} />
        </span>
      </p>
      {before ? (
        <Changes changes={templateChanges(definitionOf(before), definitionOf(version))} />
      ) : (
        <p className="text-xs text-ink-3">The first one that is kept.</p>
      )}
    </li>
  );
}
