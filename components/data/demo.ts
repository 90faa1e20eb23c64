import { useMutation, useQuery } from '@tanstack/react-query';
import type { Demo } from '../../lib/contract/demo.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';
import { put } from './store.ts';

/** The demonstration that goes on, or the last one. */
export const useDemo = () => useQuery({ queryKey: keys.demo, queryFn: () => client.demo.get() });

const onSuccess = (object: Demo): void => put({ kind: 'demo', object });

export const useBeginDemo = () => useMutation({ mutationFn: client.demo.begin, onSuccess });
export const usePauseDemo = () => useMutation({ mutationFn: client.demo.pause, onSuccess });
export const useResumeDemo = () => useMutation({ mutationFn: client.demo.resume, onSuccess });
export const useStopDemo = () => useMutation({ mutationFn: client.demo.stop, onSuccess });
