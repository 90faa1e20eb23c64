import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import type { DiagnosisState } from '../../lib/contract/diagnosis.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

/** What a verdict is wanted of. */
export interface Wanted {
  readonly node: string;
  readonly boot: number;
  /** Where the boot stands and how it failed: with another, the verdict is another. */
  readonly version: string;
  /** Whether the kept verdict is about that. */
  readonly fits: (state: DiagnosisState) => boolean;
  /** The console makes one by itself, so it is looked for until it is there. */
  readonly isExpected: boolean;
}

const LOOK_AGAIN = 1500;
/** One begins a moment after the failure is known, so the first answer may be about what was before. */
const LEAST_LOOKS = 3;
/** Boots that failed before the console explained any have none. */
const MOST_LOOKS = 20;

/** The kept verdict; null: not asked for. There are no change events for verdicts. */
export const useDiagnosis = (wanted: Wanted | null) =>
  useQuery({
    queryKey: wanted === null ? ['diagnosis'] : [...keys.diagnosis(wanted.node, wanted.boot), wanted.version],
    queryFn:
      wanted === null
        ? skipToken
        : ({ signal }) => client.nodes.diagnosis(wanted.node, wanted.boot, { signal }),
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state: { data, dataUpdateCount, status } }) => {
      if (wanted === null || data === undefined || status === 'error') return false;
      if (data.running) return LOOK_AGAIN;
      if (!wanted.isExpected || dataUpdateCount >= MOST_LOOKS) return false;
      return !wanted.fits(data) || dataUpdateCount < LEAST_LOOKS ? LOOK_AGAIN : false;
    },
  });

/** Looks at everything now. */
export const useDiagnose = (node: string, boot: number) =>
  useMutation({
    mutationFn: () => client.nodes.diagnose(node, boot),
    onSuccess: (diagnosis) => {
      queryClient.setQueriesData<DiagnosisState>(
        { queryKey: keys.diagnosis(node, boot) },
        { diagnosis, running: false },
      );
    },
  });
