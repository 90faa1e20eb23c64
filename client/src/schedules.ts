import {
  occurrence,
  runTrend,
  schedule,
  scheduleDetail,
  type ScheduleInput,
  scheduleList,
  scheduleTimes,
} from '../../lib/contract/schedule.ts';
import { type Abortable, type Http, query, segment } from './http.ts';

/** Runs that are made again and again; they are called by their names. */
export function scheduleRequests(http: Http) {
  const at = (name: string): string => `/schedules/${segment(name)}`;
  return {
    list: async () => (await http.json(scheduleList, 'GET', '/schedules')).schedules,
    get: (name: string) => http.json(scheduleDetail, 'GET', at(name)),
    add: (body: ScheduleInput) => http.json(schedule, 'POST', '/schedules', { body }),
    /** Its name stays. */
    edit: (body: ScheduleInput) => http.json(schedule, 'PUT', at(body.name), { body }),
    remove: (name: string) => http.text('DELETE', at(name)),
    pause: (name: string) => http.json(schedule, 'POST', `${at(name)}/pause`),
    resume: (name: string) => http.json(schedule, 'POST', `${at(name)}/resume`),
    run: (name: string) => http.json(occurrence, 'POST', `${at(name)}/run`),
    trend: (name: string, options?: Abortable) => http.json(runTrend, 'GET', `${at(name)}/trend`, options),
    trendOfTemplate: (name: string, options?: Abortable) =>
      http.json(runTrend, 'GET', `/templates/${segment(name)}/trend`, options),
    /** When an expression would be due next. */
    times: (cron: string, timeZone?: string, options?: Abortable) =>
      http.json(scheduleTimes, 'GET', `/schedule-times${query({ cron, timeZone })}`, options),
  };
}
