import type { TemplateChange } from '../../lib/domain/template-changes.ts';

const shown = (text: string | null): string => (text === null || text === '' ? 'nothing' : text);

/** What differs between two versions, a field a line. */
export function Changes({ changes }: { readonly changes: readonly TemplateChange[] }) {
  if (changes.length === 0) return <p className="text-xs text-ink-3">Nothing changed.</p>;
  return (
    <ul className="flex flex-col gap-0.5 font-mono text-xs">
      {changes.map(({ field, before, after }) => (
        <li key={field} className="flex min-w-0 flex-wrap gap-x-2">
          <span className="text-ink-2">{field}</span>
          <del className="rounded-sm bg-bad-soft px-1 break-all no-underline">
            <span className="sr-only">was </span>
            {shown(before)}
          </del>
          <ins className="rounded-sm bg-good-soft px-1 break-all no-underline">
            <span className="sr-only">is now </span>
            {shown(after)}
          </ins>
        </li>
      ))}
    </ul>
  );
}
