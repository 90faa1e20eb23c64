import { faultRequests } from 'ven-client';
import { useMutation } from '@tanstack/react-query';
import type { FaultRequest } from '../../lib/contract/fault.ts';
import { http } from './client.ts';

const faultsApi = faultRequests(http);

/** What is in force comes with the node. */
export const useStartFault = (node: string) =>
  useMutation({ mutationFn: (request: FaultRequest) => faultsApi.start(node, request) });

/** One of them, or all. */
export const useEndFaults = (node: string) =>
  useMutation({
    mutationFn: async (fault: string | null) => {
      if (fault === null) await faultsApi.endAll(node);
      else await faultsApi.end(node, fault);
    },
  });
