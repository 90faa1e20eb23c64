import { presentationRequests } from 'ven-client';
import { useQuery } from '@tanstack/react-query';
import type { PresentedView } from '../../lib/contract/presentation.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';

const presentationsApi = presentationRequests(http);

/** What others show at the moment. */
export const usePresentations = () =>
  useQuery({ queryKey: keys.presentations, queryFn: () => presentationsApi.list() });

export const beginPresentation = (view: PresentedView) => presentationsApi.begin(view);
export const showPresented = (id: string, view: PresentedView) => presentationsApi.show(id, view);
export const endPresentation = (id: string) => presentationsApi.end(id);
