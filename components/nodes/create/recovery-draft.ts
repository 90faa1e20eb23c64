import type { RecoveryRules } from '../../../lib/contract/recovery-rules.ts';

/** What is typed about boots that have stopped. */
export interface RecoveryDraft {
  /** Empty: as in the template; else `own`, and the rest counts. */
  readonly recovery: string;
  /** `on` or `off`. */
  readonly rebootAtIpxe: string;
  readonly resetAtShell: string;
  readonly retries: string;
}

export const NO_RECOVERY_RULES: RecoveryDraft = {
  recovery: '',
  rebootAtIpxe: 'off',
  resetAtShell: 'off',
  retries: '',
};

/** The rules that are typed; the number of retries may be impossible. */
export const typedRules = ({ rebootAtIpxe, resetAtShell, retries }: RecoveryDraft): RecoveryRules => ({
  rebootAtIpxe: rebootAtIpxe === 'on',
  resetAtShell: resetAtShell === 'on',
  retries: Number(retries),
});

/** The part of the request that a draft means. */
export const recoveryPart = (draft: RecoveryDraft): object =>
  draft.recovery === '' ? {} : { recovery: typedRules(draft) };

const flag = (on: boolean): string => (on ? 'on' : 'off');

/** Rules as they would be typed. */
export function recoveryTexts(rules: RecoveryRules | undefined): RecoveryDraft {
  if (rules === undefined) return NO_RECOVERY_RULES;
  const { rebootAtIpxe, resetAtShell, retries } = rules;
  return {
    recovery: 'own',
    rebootAtIpxe: flag(rebootAtIpxe),
    resetAtShell: flag(resetAtShell),
    retries: String(retries),
  };
}
