import { type FaultInput, faultList, faultResponse } from '../../lib/contract/fault.ts';
import { type Http, segment } from './http.ts';

/** What is done wrong to nodes on purpose. */
export function faultRequests(http: Http) {
  const at = (node: string): string => `/nodes/${segment(node)}/faults`;
  return {
    /** The newest first, with those that are over. */
    list: async (node: string) => (await http.json(faultList, 'GET', at(node))).faults,
    start: async (node: string, body: FaultInput) =>
      (await http.json(faultResponse, 'POST', at(node), { body })).fault,
    end: async (node: string, fault: string) =>
      (await http.json(faultResponse, 'DELETE', `${at(node)}/${segment(fault)}`)).fault,
    /** All that it has. */
    endAll: async (node: string) => (await http.json(faultList, 'DELETE', at(node))).faults,
  };
}
