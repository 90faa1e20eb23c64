import type { DiffLine } from '../../lib/domain/line-diff.ts';
import { CopyButton } from '../ui/copy.tsx';

const TONES: Readonly<Record<DiffLine['mark'], string>> = {
  ' ': '',
  '-': 'bg-bad-soft text-bad',
  '+': 'bg-good-soft text-good',
};

/** What changes in a text, with all that stays. */
export function LineDiff({ lines, what }: { readonly lines: readonly DiffLine[]; readonly what: string }) {
  const text = lines.map(({ mark, text: line }) => `${mark}${line}`).join('\n');
  return (
    <div className="relative shrink-0 overflow-hidden rounded-md border border-line">
      <span className="absolute top-1.5 right-1.5 rounded-md bg-sunken">
        <CopyButton text={text} what={what} />
      </span>
      <pre
        tabIndex={0}
        aria-label={what}
        className="max-h-72 overflow-auto bg-sunken py-2 text-xs leading-[18px]"
      >
        {lines.map(({ mark, text: line }, index) => (
          <span key={`${index} ${line}`} className={`block px-3 ${TONES[mark]}`}>
            {mark} {line}
          </span>
        ))}
      </pre>
    </div>
  );
}
