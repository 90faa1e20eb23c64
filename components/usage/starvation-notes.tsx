import type { Starvation } from '../../lib/contract/usage.ts';
import { Link } from '../ui/link.tsx';
import { Note } from '../ui/note.tsx';

/** Which domain takes so much that the others get too little, why we think so, and what to do. */
export const StarvationNotes = ({ found }: { readonly found: readonly Starvation[] }) =>
  found.map(({ resource, nodeId, domain, summary, evidence, fix }) => (
    <Note key={resource} tone="warn" title={summary}>
      <p>{evidence}</p>
      <p>
        {fix}{' '}
        {nodeId !== null && (
          <Link href={`/nodes/${nodeId}`} className="text-accent underline">
            Show {domain}
          </Link>
        )}
      </p>
    </Note>
  ));
