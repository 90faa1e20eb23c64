import { useQuery } from '@tanstack/react-query';
import type { PresentedView } from '../../lib/contract/presentation.ts';
import { client } from './client.ts';
import { keys } from './keys.ts';

/** What others show at the moment. */
export const usePresentations = () =>
  useQuery({ queryKey: keys.presentations, queryFn: () => client.presentations.list() });

export const beginPresentation = (view: PresentedView) => client.presentations.begin(view);
export const showPresented = (id: string, view: PresentedView) => client.presentations.show(id, view);
export const endPresentation = (id: string) => client.presentations.end(id);
