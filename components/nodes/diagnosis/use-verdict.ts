import { useDiagnose, useDiagnosis } from '../../data/diagnosis.ts';
import { isAbout, type Course } from './verdict.ts';

interface VerdictOf {
  readonly node: string;
  readonly course: Course;
}

/** The verdict on a boot and the button for another; null of a boot that goes on as usual. */
export function useVerdict({ node, course }: VerdictOf, isWanted: boolean) {
  const kept = useDiagnosis(isWanted ? { node, number: course.number } : null);
  const check = useDiagnose(node, course.number);
  const found = kept.data?.diagnosis ?? null;
  return {
    diagnosis: isWanted && isAbout(found, course) ? found : null,
    /** One is being made: here, or by the console itself. */
    isRunning: check.isPending || kept.data?.running === true,
    since: check.isPending ? check.submittedAt : null,
    error: check.error,
    check: () => check.mutate(),
  };
}

export type VerdictState = ReturnType<typeof useVerdict>;
