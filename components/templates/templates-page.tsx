'use client';
import { useRouter } from 'next/navigation';
import Plus from 'lucide-react/icons/plus';
import type { Template } from '../../lib/contract/template.ts';
import { counted } from '../../lib/domain/format.ts';
import { useAllowed, useTemplates } from '../data/hooks.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { templateSummary } from './facts.tsx';
import { ImportButton } from './import-button.tsx';
import { templatePath } from '../ui/paths.ts';
import { TemplateActions } from './template-actions.tsx';

/** The templates that nodes are created from. */
export function TemplatesPage() {
  const { data, error, refetch } = useTemplates();
  const mayWrite = useAllowed('templates.write');
  return (
    <Page
      title="Templates"
      aside={data ? counted(data.length, 'template') : null}
      action={
        mayWrite && (
          <>
            <ImportButton />
            <AddButton />
          </>
        )
      }
    >
      <div className="grid gap-4 p-4 md:grid-cols-2 xl:grid-cols-3">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-48 w-full" />}
        {data?.map((template) => (
          <TemplateCard key={template.name} template={template} />
        ))}
      </div>
    </Page>
  );
}

function AddButton() {
  const router = useRouter();
  return (
    <Button kind="primary" onPress={() => router.push('/templates/new')}>
      <Plus size={15} /> Add template
    </Button>
  );
}

function TemplateCard({ template }: { readonly template: Template }) {
  const { name, title, version, shipped, description } = template;
  return (
    <article className="flex flex-col rounded-lg border border-line bg-panel p-4">
      <header className="flex items-baseline justify-between gap-3">
        <h2 className="min-w-0 truncate text-base font-semibold">
          <Link href={templatePath(name)} className="hover:underline">
            {title}
          </Link>
        </h2>
        <span className="shrink-0 text-xs text-ink-3">{shipped ? 'shipped' : `version ${version}`}</span>
      </header>
      <p className="mt-0.5 mb-3 min-h-10 text-ink-2">{description}</p>
      <Facts facts={templateSummary(template)} />
      <div className="mt-auto pt-4">
        <TemplateActions template={template} />
      </div>
    </article>
  );
}
