import { keepPreviousData, skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

export const useSchedules = () => useQuery({ queryKey: keys.schedules, queryFn: client.schedules.list });

export const useSchedule = (name: string) =>
  useQuery({ queryKey: keys.schedule(name), queryFn: () => client.schedules.get(name) });

/** Asked for again with every change of the schedule; `progress`: of a run that is under way. */
export const useScheduleTrend = (name: string, progress: string) =>
  useQuery({
    queryKey: [...keys.scheduleTrend(name), progress],
    queryFn: ({ signal }) => client.schedules.trend(name, { signal }),
    placeholderData: keepPreviousData,
  });

/** How the runs of a template did; `ended`: how many of them have ended. */
export const useTemplateTrend = (name: string, ended: number) =>
  useQuery({
    queryKey: [...keys.template(name), 'trend', ended],
    queryFn: ({ signal }) => client.schedules.trendOfTemplate(name, { signal }),
    placeholderData: keepPreviousData,
  });

/** When an expression would be due next; null asks for nothing. */
export const useScheduleTimes = (
  when: { readonly cron: string; readonly timeZone?: string | undefined } | null,
) =>
  useQuery({
    queryKey: keys.scheduleTimes(when?.cron ?? '', when?.timeZone ?? ''),
    queryFn:
      when === null
        ? skipToken
        : ({ signal }) => client.schedules.times(when.cron, when.timeZone, { signal }),
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
  useMutation({ mutationFn: client.schedules.add, onSuccess: ({ name }) => again(name) });

export const useEditSchedule = () =>
  useMutation({ mutationFn: client.schedules.edit, onSuccess: ({ name }) => again(name) });

export const usePauseSchedule = () =>
  useMutation({ mutationFn: client.schedules.pause, onSuccess: ({ name }) => again(name) });

export const useResumeSchedule = () =>
  useMutation({ mutationFn: client.schedules.resume, onSuccess: ({ name }) => again(name) });

export const useRunSchedule = () =>
  useMutation({ mutationFn: client.schedules.run, onSettled: (_, __, name) => again(name) });

export const useRemoveSchedule = () =>
  useMutation({ mutationFn: client.schedules.remove, onSuccess: (_, name) => again(name) });
