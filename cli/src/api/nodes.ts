import { type z } from 'zod';
import { ConsoleError } from '../../../lib/contract/error.ts';
import { type Host, type Orchestrator, type Template } from '../../../lib/contract/host.ts';
import {
  hostList,
  nodeList,
  operationResponse,
  orchestratorList,
  runList,
  templateList,
} from '../../../lib/contract/lists.ts';
import {
  type CreateInput,
  type Node,
  type NodeDetail,
  nodeDetail,
  type PowerAction,
} from '../../../lib/contract/node.ts';
import { type Operation } from '../../../lib/contract/operation.ts';
import { type CreateResponse, createResponse, type Run } from '../../../lib/contract/run.ts';
import { type Client, segment } from './client.ts';

export const getNodes = async (client: Client): Promise<Node[]> =>
  (await client.request('GET', '/nodes', nodeList)).nodes;

export const getNode = (client: Client, node: string): Promise<NodeDetail> =>
  client.request('GET', `/nodes/${segment(node)}`, nodeDetail);

export const postNodes = (client: Client, request: CreateInput): Promise<CreateResponse> =>
  client.request('POST', '/nodes', createResponse, request);

const operationOf = async (answer: Promise<z.infer<typeof operationResponse>>): Promise<Operation> =>
  (await answer).operation;

export const postAction = (client: Client, node: string, action: PowerAction): Promise<Operation> =>
  operationOf(client.request('POST', `/nodes/${segment(node)}/actions`, operationResponse, { action }));

/** `orchestrator`: also instance and host there. */
export const deleteNode = (client: Client, node: string, orchestrator: boolean): Promise<Operation> =>
  operationOf(
    client.request(
      'DELETE',
      `/nodes/${segment(node)}?orchestrator=${String(orchestrator)}`,
      operationResponse,
    ),
  );

export const getOperation = (client: Client, id: string): Promise<Operation> =>
  operationOf(client.request('GET', `/operations/${segment(id)}`, operationResponse));

export const getRuns = async (client: Client): Promise<Run[]> =>
  (await client.request('GET', '/runs', runList)).runs;

export async function findRun(client: Client, id: string): Promise<Run> {
  const run = (await getRuns(client)).find((each) => each.id === id);
  if (run !== undefined) return run;
  throw new ConsoleError('not-found', `There is no run ${id}.`, { fix: 'See which there are: ven runs' });
}

export const getHosts = async (client: Client): Promise<Host[]> =>
  (await client.request('GET', '/hosts', hostList)).hosts;

export const getTemplates = async (client: Client): Promise<Template[]> =>
  (await client.request('GET', '/templates', templateList)).templates;

export const getOrchestrators = async (client: Client): Promise<Orchestrator[]> =>
  (await client.request('GET', '/orchestrators', orchestratorList)).orchestrators;
