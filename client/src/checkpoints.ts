import {
  checkpoint,
  checkpointList,
  type CheckpointRequest,
  type RestoreRequest,
} from '../../lib/contract/checkpoint.ts';
import { operationResponse } from '../../lib/contract/lists.ts';
import { type Http, segment } from './http.ts';

/** Points that nodes can go back to. */
export function checkpointRequests(http: Http) {
  const at = (node: string): string => `/nodes/${segment(node)}/checkpoints`;
  const operation = async (method: 'POST' | 'DELETE', path: string, body?: object) =>
    (await http.json(operationResponse, method, path, body === undefined ? {} : { body })).operation;
  return {
    list: async (node: string) => (await http.json(checkpointList, 'GET', at(node))).checkpoints,
    get: (node: string, name: string) => http.json(checkpoint, 'GET', `${at(node)}/${segment(name)}`),
    create: (node: string, body: CheckpointRequest) => operation('POST', at(node), body),
    restore: (node: string, name: string, body: RestoreRequest) =>
      operation('POST', `${at(node)}/${segment(name)}/restore`, body),
    remove: (node: string, name: string) => operation('DELETE', `${at(node)}/${segment(name)}`),
  };
}
