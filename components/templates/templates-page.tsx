'use client';
import { CreateLink } from '../nodes/cells.tsx';
import { counted, memory } from '../../lib/domain/format.ts';
import { machineFacts } from '../../lib/domain/machine-facts.ts';
import { kindsText } from '../../lib/domain/template-facts.ts';
import { useTemplates } from '../data/hooks.ts';
import { Facts, Page } from '../ui/page.tsx';
import { Problem } from '../ui/problem.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

/** The templates that nodes are created from. */
export function TemplatesPage() {
  const { data, error, refetch } = useTemplates();
  return (
    <Page title="Templates" aside={data ? counted(data.length, 'template') : null} action={<CreateLink />}>
      <div className="grid gap-4 p-4 md:grid-cols-2 xl:grid-cols-3">
        {error && !data && <Problem error={error} retry={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-48 w-full" />}
        {data?.map((template) => (
          <article key={template.name} className="rounded-lg border border-line bg-panel p-4">
            <h2 className="text-base font-semibold">{template.title}</h2>
            <p className="mt-0.5 mb-3 min-h-10 text-ink-2">{template.description}</p>
            <Facts
              facts={[
                ['Name', <code key="name">{template.name}</code>],
                ['Version', String(template.version)],
                ['For', kindsText(template.for)],
                ['OS profile', template.osProfile ?? 'the orchestrator’s default'],
                ['Onboarding', template.flow === 'nio' ? 'non-interactive' : 'interactive'],
                ['Boot method', template.bootMethod === 'uefi-http' ? 'UEFI HTTP boot' : 'iPXE disk'],
                [
                  'Machine',
                  `${template.vcpus} vCPUs, ${memory(template.memoryMiB)}, ${template.diskGiB} GiB disk`,
                ],
                ...machineFacts(template.machine),
              ]}
            />
          </article>
        ))}
      </div>
    </Page>
  );
}
