import { webhookRequests } from 'ven-client';
import { useMutation, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Delivery, Webhook, WebhookInput } from '../../lib/contract/webhook.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const webhooksApi = webhookRequests(http);

/** The live feed does not tell of deliveries: it goes to people who may not see them. */
const LOOK_MS = 5000;

export const useWebhooks = (mayRead: boolean): UseQueryResult<readonly Webhook[]> =>
  useQuery({
    queryKey: keys.webhooks,
    queryFn: () => webhooksApi.list(),
    ...{ enabled: mayRead, refetchInterval: LOOK_MS, staleTime: 0 },
  });

export const useDeliveries = (webhook: string): UseQueryResult<readonly Delivery[]> =>
  useQuery({
    queryKey: keys.deliveries(webhook),
    queryFn: () => webhooksApi.deliveries(webhook),
    ...{ refetchInterval: LOOK_MS, staleTime: 0 },
  });

const askAgain = (): void => void queryClient.invalidateQueries({ queryKey: keys.webhooks });

export const useAddWebhook = () => useMutation({ mutationFn: webhooksApi.add, onSuccess: askAgain });

export const useEditWebhook = (id: string) =>
  useMutation({
    mutationFn: (body: WebhookInput) => webhooksApi.edit(id, body),
    onSuccess: askAgain,
  });

export const useRenewSecret = (id: string) =>
  useMutation({ mutationFn: () => webhooksApi.renewSecret(id), onSuccess: askAgain });

/** `removed` is called also when what asked for it is gone, as its page is by then. */
export const useRemoveWebhook = (id: string, removed: () => void) =>
  useMutation({
    mutationFn: () => webhooksApi.remove(id),
    onSuccess: () => {
      removed();
      askAgain();
    },
  });

export const useTestWebhook = (id: string) =>
  useMutation({ mutationFn: () => webhooksApi.test(id), onSettled: askAgain });

export const useSendAgain = (id: string) =>
  useMutation({
    mutationFn: (delivery: string) => webhooksApi.sendAgain(id, delivery),
    onSettled: askAgain,
  });
