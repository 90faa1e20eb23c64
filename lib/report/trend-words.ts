import type { RunTrend } from '../contract/schedule.ts';

/** Each verdict as a sentence. */
export const VERDICTS: Readonly<Record<RunTrend['verdict'], string>> = {
  unknown: 'No run has ended by itself yet.',
  steady: 'Steady: no failures.',
  flaky: 'Flaky: failures come and go.',
  failing: 'Failing: the latest runs had failures.',
  recovered: 'Recovered: there were failures, and then none.',
};
