import { useCallback, useMemo } from 'react';
import type { Node } from '../../lib/contract/node.ts';
import { type Mask, UNMASKED } from '../../lib/domain/masking.ts';
import { bootWay } from '../../lib/domain/stage-explanations.ts';
import type { Stage } from '../../lib/domain/stages.ts';
import type { Usual } from '../../lib/report/wall-order.ts';
import { useBootTimes } from '../data/boot-times.ts';
import { useOrchestrators } from '../data/hooks.ts';
import type { TailFeed } from '../data/tail-feed.ts';
import type { ScreenChoice } from './tile.tsx';
import type { WallSource } from './boot-wall.tsx';

const BY_TEMPLATE = { by: 'template' } as const;
const NONE: ReadonlyMap<Stage, number> = new Map();

/** How long the stages of each template usually take. */
function useUsual(): (node: Pick<Node, 'template'>) => Usual {
  const { data } = useBootTimes(BY_TEMPLATE, true);
  const groups = data?.groups;
  const byTemplate = useMemo(
    () =>
      new Map(
        (groups ?? []).map(({ name, stages }) => [
          name,
          new Map(stages.map(({ stage, p50 }) => [stage, p50])),
        ]),
      ),
    [groups],
  );
  return useCallback(({ template }) => byTemplate.get(template) ?? NONE, [byTemplate]);
}

interface SignedInOptions {
  readonly nodes: readonly Node[];
  readonly feed: TailFeed;
  readonly screens?: ScreenChoice;
  readonly maskOf?: (node: Node) => Mask;
}

const unmasked = (): Mask => UNMASKED;
const pageOf = (node: Node): string => `/nodes/${node.id}`;

/** What somebody who is signed in sees. */
export function useSignedInSource({
  nodes,
  feed,
  screens = 'never',
  maskOf = unmasked,
}: SignedInOptions): WallSource {
  const usualOf = useUsual();
  const { data: orchestrators } = useOrchestrators();
  const wayOf = useCallback(
    ({ orchestrator }: Pick<Node, 'orchestrator'>) =>
      bootWay(orchestrators?.find(({ name }) => name === orchestrator)?.kind ?? null),
    [orchestrators],
  );
  return useMemo(
    () => ({ nodes, usualOf, wayOf, feed, screens, hrefOf: pageOf, maskOf }),
    [nodes, usualOf, wayOf, feed, screens, maskOf],
  );
}
