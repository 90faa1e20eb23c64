import { scheduleRequests } from 'ven-client';
import { keepPreviousData, skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const schedulesApi = scheduleRequests(http);

export const useSchedules = () => useQuery({ queryKey: keys.schedules, queryFn: schedulesApi.list });

export const useSchedule = (name: string) =>
  useQuery({ queryKey: keys.schedule(name), queryFn: () => schedulesApi.get(name) });

/** Asked for again with every change of the schedule; `progress`: of a run that is under way. */
export const useScheduleTrend = (name: string, progress: string) =>
  useQuery({
    queryKey: [...keys.scheduleTrend(name), progress],
    queryFn: ({ signal }) => schedulesApi.trend(name, { signal }),
    placeholderData: keepPreviousData,
  });

/** How the runs of a template did; `ended`: how many of them have ended. */
export const useTemplateTrend = (name: string, ended: number) =>
  useQuery({
    queryKey: [...keys.template(name), 'trend', ended],
    queryFn: ({ signal }) => schedulesApi.trendOfTemplate(name, { signal }),
    placeholderData: keepPreviousData,
  });

/** When an expression would be due next; null asks for nothing. */
export const useScheduleTimes = (
  when: { readonly cron: string; readonly timeZone?: string | undefined } | null,
) =>
  useQuery({
    queryKey: keys.scheduleTimes(when?.cron ?? '', when?.timeZone ?? ''),
    queryFn:
      when === null ? skipToken : ({ signal }) => schedulesApi.times(when.cron, when.timeZone, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    // What is next depends on the time.
    staleTime: 10_000,
  });

/** The answer comes before the live feed says so, or without it. */
const again = (name: string): void => {
  for (const queryKey of [keys.schedules, keys.schedule(name)])
    void queryClient.invalidateQueries({ queryKey });
};

export const useAddSchedule = () =>
  useMutation({ mutationFn: schedulesApi.add, onSuccess: ({ name }) => again(name) });

export const useEditSchedule = () =>
  useMutation({ mutationFn: schedulesApi.edit, onSuccess: ({ name }) => again(name) });

export const usePauseSchedule = () =>
  useMutation({ mutationFn: schedulesApi.pause, onSuccess: ({ name }) => again(name) });

export const useResumeSchedule = () =>
  useMutation({ mutationFn: schedulesApi.resume, onSuccess: ({ name }) => again(name) });

export const useRunSchedule = () =>
  useMutation({ mutationFn: schedulesApi.run, onSettled: (_, __, name) => again(name) });

export const useRemoveSchedule = () =>
  useMutation({ mutationFn: schedulesApi.remove, onSuccess: (_, name) => again(name) });
