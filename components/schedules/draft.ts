import type { CreateRequest } from '../../lib/contract/node.ts';
import { type Schedule, scheduleRequest, type ScheduleRequest } from '../../lib/contract/schedule.ts';
import { NEVER } from '../nodes/create/draft.ts';
import { mistakesOf, type ReadDraft } from '../forms/read-draft.ts';

export const RHYTHMS = [
  { value: 'daily', label: 'Every day', days: '*' },
  { value: 'workdays', label: 'Monday to Friday', days: '1-5' },
  { value: 'weekend', label: 'Saturday and Sunday', days: '0,6' },
  { value: 'cron', label: 'Other times, as a cron expression', days: '' },
] as const;

/** What is typed and chosen. */
export interface ScheduleDraft {
  readonly name: string;
  readonly count: string;
  readonly template: string;
  readonly orchestrator: string;
  readonly host: string;
  readonly rhythm: string;
  readonly time: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly deleteReady: boolean;
  readonly keepFailed: string;
  readonly stopAfter: string;
}

type Base = ScheduleRequest['request'];

export const NO_BASE: Base = { count: 1 };

/** A run's request without what belongs to its own nodes. */
export function baseOf(request: CreateRequest): Base {
  const { name: _, serials: __, nodes, identity: ___, start: ____, ...rest } = request;
  return { ...rest, count: nodes?.length ?? request.count };
}

const of = (base: Base) => ({
  count: String(base.count),
  template: base.template ?? '',
  orchestrator: base.orchestrator ?? '',
  host: base.host ?? '',
  stopAfter: base.stopAfter === null ? NEVER : String(base.stopAfter ?? ''),
});

const SIMPLE = /^(\d{1,2}) (\d{1,2}) \* \* (\S+)$/;
const two = (digits = ''): string => digits.padStart(2, '0');

function rhythmOf(cron: string): Pick<ScheduleDraft, 'rhythm' | 'time' | 'cron'> {
  const [, minute, hour, days] = SIMPLE.exec(cron) ?? [];
  const rhythm = RHYTHMS.find((each) => each.days !== '' && each.days === days);
  if (rhythm === undefined) return { rhythm: 'cron', time: '02:00', cron };
  return { rhythm: rhythm.value, time: `${two(hour)}:${two(minute)}`, cron };
}

export const newDraft = (base: Base = NO_BASE): ScheduleDraft => ({
  ...of(base),
  ...{ name: '', rhythm: 'daily', time: '02:00', cron: '0 2 * * *', timeZone: '' },
  ...{ deleteReady: true, keepFailed: '5' },
});

export const draftOf = (schedule: Schedule): ScheduleDraft => ({
  ...of(schedule.request),
  ...{ name: schedule.name, timeZone: schedule.timeZone, ...rhythmOf(schedule.cron) },
  ...{ deleteReady: schedule.deleteReady, keepFailed: String(schedule.keepFailed) },
});

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** Null while the time is none. */
export function cronOf({ rhythm, time, cron }: ScheduleDraft): string | null {
  const days = RHYTHMS.find(({ value }) => value === rhythm)?.days ?? '';
  if (days === '') return cron.trim() === '' ? null : cron.trim();
  const [, hour, minute] = TIME.exec(time.trim()) ?? [];
  return hour === undefined || minute === undefined ? null : `${Number(minute)} ${Number(hour)} * * ${days}`;
}

const optional = (text: string): string | undefined => (text.trim() === '' ? undefined : text.trim());
const whole = (text: string): number => (/^\d+$/.test(text.trim()) ? Number(text) : Number.NaN);

/** What a draft means on top of what it began with, or what is wrong with which field. */
export function readDraft(draft: ScheduleDraft, base: Base): ReadDraft<ScheduleRequest> {
  const cron = cronOf(draft);
  const stopAfter = optional(draft.stopAfter);
  const { success, data, error } = scheduleRequest.safeParse({
    ...{ name: draft.name, cron: cron ?? '', timeZone: optional(draft.timeZone) },
    ...{ deleteReady: draft.deleteReady, keepFailed: whole(draft.keepFailed) },
    request: {
      ...base,
      ...{ count: whole(draft.count), template: optional(draft.template), host: optional(draft.host) },
      orchestrator: optional(draft.orchestrator),
      stopAfter: stopAfter === undefined ? undefined : stopAfter === NEVER ? null : whole(stopAfter),
    },
  });
  if (success) return { ok: true, request: data };
  const errors = new Map(
    [...mistakesOf(error)].map(([path, text]) => [path.replace(/^request\./, ''), text]),
  );
  if (cron === null && draft.rhythm !== 'cron') {
    errors.delete('cron');
    errors.set('time', 'use HH:MM, such as 02:00');
  }
  for (const field of ['count', 'keepFailed', 'stopAfter'])
    if (errors.get(field)?.startsWith('Invalid input') === true) errors.set(field, 'use a whole number');
  return { ok: false, errors };
}
