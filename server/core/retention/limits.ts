export interface RetentionLimits {
  /** How long recordings (serial logs and pictures) are kept after the end of their boot, unless they are pinned. */
  readonly logDays: number;
  /** All recordings together. */
  readonly logGiB: number;
  /** How long boots, stages and operations of a node are kept after its deletion. */
  readonly historyDays: number;
  /** Deleted nodes whose history is kept. */
  readonly historyNodes: number;
}

/** Of the audit trail. */
export const AUDIT_LIMITS = { days: 400, events: 50_000 };

/** How long share links stay in the list after their end. */
export const SHARE_LINK_DAYS = 30;

export const DEFAULT_LIMITS: RetentionLimits = {
  logDays: 90,
  logGiB: 5,
  historyDays: 400,
  historyNodes: 10_000,
};
