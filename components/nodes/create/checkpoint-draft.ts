import { checkpointStage, type CheckpointStage } from '../../../lib/contract/checkpoint.ts';

/** What is chosen: undefined as in the template, null for none. */
export function checkpointAtOf(text: string): CheckpointStage | null | undefined {
  if (text === '') return undefined;
  const stage = checkpointStage.safeParse(text);
  return stage.success ? stage.data : null;
}

/** As it would be chosen. */
export const checkpointAtText = (stage: CheckpointStage | null | undefined): string =>
  stage === undefined ? '' : (stage ?? 'none');
