import type { QueryClient } from '@tanstack/react-query';
import type { Demo } from '../../lib/contract/demo.ts';
import type { Change } from '../../lib/contract/live.ts';
import type { Presentation } from '../../lib/contract/presentation.ts';
import { keys } from './keys.ts';

type PresentationChange = Extract<Change, { kind: 'presentation' | 'presentation-ended' | 'demo' }>;

/** What others show, and the demonstration: the newer of two states counts. */
export function putPresented(cache: QueryClient, change: PresentationChange): void {
  if (change.kind === 'demo') {
    cache.setQueryData<Demo | null>(keys.demo, (before) =>
      before && before.revision >= change.object.revision ? before : change.object,
    );
    return;
  }
  cache.setQueryData<readonly Presentation[]>(keys.presentations, (all) => {
    const others = all?.filter(({ id }) => id !== change.object.id);
    if (others === undefined || change.kind === 'presentation-ended') return others;
    const before = all?.find(({ id }) => id === change.object.id);
    return before !== undefined && before.revision >= change.object.revision
      ? all
      : [...others, change.object];
  });
}
