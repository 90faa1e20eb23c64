import { SEARCH_SYNTAX } from '../../lib/domain/search/query.ts';
import { SavedSearches } from './saved-searches.tsx';

const EXAMPLES = ['PXE-E18 since:7d', 'ipxe.org since:24h', '"Kernel panic"', 'error stage:provisioning'];

/** Before anything was typed: what to try, and what can be typed. */
export const SearchHelp = ({ onSearch }: { readonly onSearch: (q: string) => void }) => (
  <div className="mx-auto flex w-full max-w-2xl flex-col gap-5 px-4 py-8">
    <SavedSearches />
    <section aria-label="Examples">
      <h2 className="font-semibold">Which nodes ever printed it?</h2>
      <p className="text-ink-2">
        All boots whose recordings are kept are searched, also those of deleted nodes. A line leads to the
        replay at that moment.
      </p>
      <ul className="mt-3 flex flex-wrap gap-2">
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onSearch(example)}
              className="h-8 rounded-md border border-edge bg-panel px-2.5 font-mono text-xs hover:bg-hover"
            >
              {example}
            </button>
          </li>
        ))}
      </ul>
    </section>
    <section aria-label="What can be typed">
      <h2 className="text-xs font-medium text-ink-3">What can be typed</h2>
      <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[max-content_minmax(0,1fr)]">
        {SEARCH_SYNTAX.map(([example, meaning]) => (
          <div key={example} className="contents">
            <dt className="font-mono text-xs/5">{example}</dt>
            <dd className="pb-2 text-ink-2 sm:pb-0">{meaning}</dd>
          </div>
        ))}
      </dl>
    </section>
  </div>
);
