import { useMemo } from 'react';
import type { Stage } from '../../lib/domain/stages.ts';
import { usualDurations } from '../../lib/domain/usual.ts';
import { useBootTimes } from './boot-times.ts';
import { useNodes } from './hooks.ts';

const BY_TEMPLATE = { by: 'template' } as const;

/**
 * How long each stage usually takes for nodes of a template, in milliseconds: by the boots of the last weeks, of deleted
 * nodes too. Empty while that is not known.
 */
export function useUsualStages(template: string): ReadonlyMap<Stage, number> {
  const { data } = useBootTimes(BY_TEMPLATE);
  return useMemo(() => {
    const stages = data?.groups.find(({ name }) => name === template)?.stages ?? [];
    return new Map(stages.map(({ stage, p50 }) => [stage, p50]));
  }, [data, template]);
}

/** The same for a node; by the other nodes that there are, if there are no boots of its template. */
export function useUsualStagesOf(node: { readonly id: string; readonly template: string }) {
  const { id, template } = node;
  const { data: nodes } = useNodes();
  const past = useUsualStages(template);
  return useMemo(
    () => (past.size > 0 ? past : usualDurations(nodes ?? [], { id, template })),
    [past, nodes, id, template],
  );
}
