'use client';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { PreviewXml } from '../../nodes/create/preview-xml.tsx';
import { Note } from '../../ui/note.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { TemplateForm } from './use-template-form.ts';

interface PreviewProps {
  readonly form: Pick<TemplateForm, 'preview' | 'invalid'>;
}

/** What the draft would make, as it is typed: warnings, and the XML that libvirt would be given. */
export function TemplatePreview({ form: { preview, invalid } }: PreviewProps) {
  const { data, error, refetch } = preview;
  return (
    <section
      aria-label="Preview"
      className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-4 lg:max-h-[calc(100vh-7rem)]"
    >
      <h2 className="text-xs font-medium text-ink-2">The first node of this template</h2>
      {invalid && <Note title="Correct the marked fields to see what it would make" />}
      {!invalid && error instanceof ConsoleError && error.errors.length > 0 && (
        <Note tone="warn" title={error.message}>
          {error.fix}
        </Note>
      )}
      {!invalid && error && !(error instanceof ConsoleError && error.errors.length > 0) && (
        <Problem error={error} retry={() => void refetch()} />
      )}
      {!invalid && data?.warnings.map((warning) => <Note key={warning} tone="warn" title={warning} />)}
      {data ? (
        <div className={invalid || error ? 'opacity-50' : ''}>
          <PreviewXml preview={data} className="h-96 lg:h-[calc(100vh-19rem)]" />
        </div>
      ) : (
        !error && <Skeleton className="h-96 w-full" />
      )}
    </section>
  );
}
