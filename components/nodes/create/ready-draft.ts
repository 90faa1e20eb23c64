import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';

/** What is typed about when a node counts as ready. */
export interface ReadyDraft {
  /** Empty: as in the template. */
  readonly readyKind: string;
  readonly readyText: string;
  /** A TCP port; for a text the serial port, where empty means either. */
  readonly readyPort: string;
  readonly readyStage: string;
  readonly readySeconds: string;
}

export const NO_READY_RULE: ReadyDraft = {
  readyKind: '',
  readyText: '',
  readyPort: '',
  readyStage: 'micro-os',
  readySeconds: '',
};

/** The part of the request that a draft means. */
export function readyPart({ readyKind: kind, readySeconds, ...typed }: ReadyDraft): object {
  if (kind === '') return {};
  const seconds = readySeconds.trim() === '' ? {} : { seconds: Number(readySeconds) };
  const own = {
    text: {
      text: typed.readyText.trim(),
      ...(typed.readyPort === '' ? {} : { port: Number(typed.readyPort) }),
    },
    'tcp-port': { port: Number(typed.readyPort) },
    stage: { stage: typed.readyStage },
  };
  const fields = kind === 'text' || kind === 'tcp-port' || kind === 'stage' ? own[kind] : {};
  return { ready: { kind, ...fields, ...seconds } };
}

/** A rule as it would be typed. */
export function readyTexts(rule: ReadyRule | undefined): ReadyDraft {
  if (rule === undefined) return NO_READY_RULE;
  const typed = { ...NO_READY_RULE, readyKind: rule.kind, readySeconds: String(rule.seconds) };
  if (rule.kind === 'text') {
    return { ...typed, readyText: rule.text, readyPort: rule.port === null ? '' : String(rule.port) };
  }
  if (rule.kind === 'tcp-port') return { ...typed, readyPort: String(rule.port) };
  return rule.kind === 'stage' ? { ...typed, readyStage: rule.stage } : typed;
}
