export interface RetentionLimits {
  /** Serial logs are kept so long after the end of their boot. */
  readonly logDays: number;
  /** All serial logs together. */
  readonly logGiB: number;
  /** Boots, stages and operations of a node are kept so long after its deletion. */
  readonly historyDays: number;
  /** Deleted nodes whose history is kept. */
  readonly historyNodes: number;
}

/** Of the audit trail. */
export const AUDIT_LIMITS = { days: 400, events: 50_000 };

export const DEFAULT_LIMITS: RetentionLimits = {
  logDays: 90,
  logGiB: 5,
  historyDays: 400,
  historyNodes: 10_000,
};
