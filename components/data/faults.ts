import { useMutation } from '@tanstack/react-query';
import type { FaultRequest } from '../../lib/contract/fault.ts';
import { client } from './client.ts';

/** What is in force comes with the node. */
export const useStartFault = (node: string) =>
  useMutation({ mutationFn: (request: FaultRequest) => client.faults.start(node, request) });

/** One of them, or all. */
export const useEndFaults = (node: string) =>
  useMutation({
    mutationFn: async (fault: string | null) => {
      if (fault === null) await client.faults.endAll(node);
      else await client.faults.end(node, fault);
    },
  });
