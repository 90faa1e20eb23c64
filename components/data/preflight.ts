import { useMutation } from '@tanstack/react-query';
import type { CreateInput } from '../../lib/contract/node.ts';
import type { Repair } from '../../lib/domain/preflight.ts';
import { client } from './client.ts';

/** The steps of the check before a power-on, as they end. */
export const preflightOf = (node: string, signal: AbortSignal) => client.nodes.preflight(node, { signal });

export const preflightOfCreate = (input: CreateInput, signal: AbortSignal) =>
  client.nodes.preflightOf(input, { signal });

export const useRepair = (node: string) =>
  useMutation({ mutationFn: (repair: Repair) => client.nodes.repair(node, repair) });
