import type {
  Occurrence,
  RunTrend,
  Schedule,
  ScheduleDetail,
  ScheduleRequest,
  ScheduleTimes,
} from '../../../lib/contract/schedule.ts';
import type { Actor } from '../access/actor.ts';

/** Runs that are made again and again. Schedules are called by their names. */
export interface SchedulesSection {
  list(): Promise<Schedule[]>;
  get(name: string): Promise<ScheduleDetail>;
  add(request: ScheduleRequest, actor: Actor): Promise<Schedule>;
  /** Its name stays. */
  edit(name: string, request: ScheduleRequest, actor: Actor): Promise<Schedule>;
  /** Nodes stay, and runs go on; nothing is cleaned up after them. */
  remove(name: string, actor: Actor): Promise<void>;
  pause(name: string, actor: Actor): Promise<Schedule>;
  resumeSchedule(name: string, actor: Actor): Promise<Schedule>;
  /** Now, too. Throws `conflict` while its last run is under way. */
  runNow(name: string, actor: Actor): Promise<Occurrence>;
  /** When an expression would be due next. */
  times(cron: string, timeZone: string | undefined): Promise<ScheduleTimes>;
  /** How its runs did. */
  trend(name: string): Promise<RunTrend>;
  /** How the runs of a template did. */
  trendOfTemplate(template: string): Promise<RunTrend>;
}
