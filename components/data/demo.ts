import { demoRequests } from 'ven-client';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { Demo } from '../../lib/contract/demo.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { put } from './store.ts';

const demoApi = demoRequests(http);

/** The demonstration that goes on, or the last one. */
export const useDemo = () => useQuery({ queryKey: keys.demo, queryFn: () => demoApi.get() });

const onSuccess = (object: Demo): void => put({ kind: 'demo', object });

export const useBeginDemo = () => useMutation({ mutationFn: demoApi.begin, onSuccess });
export const usePauseDemo = () => useMutation({ mutationFn: demoApi.pause, onSuccess });
export const useResumeDemo = () => useMutation({ mutationFn: demoApi.resume, onSuccess });
export const useStopDemo = () => useMutation({ mutationFn: demoApi.stop, onSuccess });
