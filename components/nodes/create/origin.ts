import type { CreateRequest } from '../../../lib/contract/node.ts';
import { useNodeOf, useRunOf } from '../../data/hooks.ts';
import { draftLike } from './like.ts';
import { type Draft, draftOf, EMPTY_DRAFT } from './draft.ts';

interface OriginDraft {
  /** Undefined while it is fetched. */
  readonly begin: Draft | undefined;
  readonly error: Error | null;
}

const ofRequest = (request: CreateRequest | null): Draft =>
  request === null ? EMPTY_DRAFT : draftOf(request);

/** What the dialog begins with: like the node, or the request of the run, that its address names. */
export function useOrigin(query: Pick<URLSearchParams, 'get'>): OriginDraft {
  const [nodeId, runId] = [query.get('node'), query.get('run')];
  const node = useNodeOf(nodeId);
  const run = useRunOf(nodeId === null ? runId : null);
  if (nodeId !== null) return { begin: node.data && draftLike(node.data), error: node.error };
  if (runId !== null) return { begin: run.data && ofRequest(run.data.request), error: run.error };
  return { begin: EMPTY_DRAFT, error: null };
}
