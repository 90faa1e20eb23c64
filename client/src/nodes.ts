import { bootComparison } from '../../lib/contract/boot-comparison.ts';
import type { CloneInput } from '../../lib/contract/clone.ts';
import { diagnosis, diagnosisState } from '../../lib/contract/diagnosis.ts';
import { efiVariables } from '../../lib/contract/efi-variables.ts';
import { nodeList, operationList, operationResponse } from '../../lib/contract/lists.ts';
import type { NodeEdit } from '../../lib/contract/node-edit.ts';
import { nodeHardware } from '../../lib/contract/node-hardware.ts';
import { type CreateInput, type PowerAction, nodeDetail, preview, removal } from '../../lib/contract/node.ts';
import { preflightStep } from '../../lib/contract/preflight.ts';
import { createResponse } from '../../lib/contract/run.ts';
import type { Repair } from '../../lib/domain/preflight.ts';
import { deviceRequests } from './devices.ts';
import { type Abortable, type Http, LINES, query, segment } from './http.ts';
import { screenRequests } from './screens.ts';

/** The path of a boot's log of one serial port, below `/api/v1`. */
export const bootLogPath = (node: string, boot: number, port: number): string =>
  `/nodes/${segment(node)}/boots/${boot}/log/${port}`;

export function nodeRequests(http: Http) {
  const at = (node: string): string => `/nodes/${segment(node)}`;
  return {
    list: async (deleted = false) =>
      (await http.json(nodeList, 'GET', `/nodes${query({ deleted: deleted ? 'true' : undefined })}`)).nodes,
    get: (node: string) => http.json(nodeDetail, 'GET', at(node)),
    create: (body: CreateInput) => http.json(createResponse, 'POST', '/nodes', { body }),
    /** A node like this one. */
    clone: (node: string, body: CloneInput) =>
      http.json(createResponse, 'POST', `${at(node)}/clone`, { body }),
    /** The nodes that a create would make. */
    preview: (body: CreateInput, options?: Abortable) =>
      http.json(preview, 'POST', '/nodes/preview', { body, ...options }),
    /** The steps of the check before a power-on, as they end. */
    preflight: (node: string, options?: Abortable) =>
      http.lines(preflightStep, 'POST', `${at(node)}/preflight`, { ...LINES, ...options }),
    /** The same for the nodes that a create would make. */
    preflightOf: (body: CreateInput, options?: Abortable) =>
      http.lines(preflightStep, 'POST', '/nodes/preflight', { ...LINES, body, ...options }),
    repair: (node: string, repair: Repair) => http.text('POST', `${at(node)}/repair`, { body: { repair } }),
    act: async (node: string, action: PowerAction) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/actions`, { body: { action } })).operation,
    /** Overwrites its disk, resets its firmware variables and TPM, and boots it again. */
    reprovision: async (node: string) =>
      (await http.json(operationResponse, 'POST', `${at(node)}/reprovision`)).operation,
    edit: async (node: string, body: NodeEdit) =>
      (await http.json(operationResponse, 'PATCH', at(node), { body })).operation,
    ...deviceRequests(http),
    /** What a deletion would remove. */
    removal: (node: string) => http.json(removal, 'GET', `${at(node)}/removal`),
    /** `orchestrator`: its instance and host there, too. */
    remove: async (node: string, { orchestrator }: { readonly orchestrator: boolean }) => {
      const path = `${at(node)}${query({ orchestrator: String(orchestrator) })}`;
      return (await http.json(operationResponse, 'DELETE', path)).operation;
    },
    operations: async (node: string) =>
      (await http.json(operationList, 'GET', `${at(node)}/operations`)).operations,
    xml: (node: string, options?: Abortable) =>
      http.text('GET', `${at(node)}/xml`, { accept: 'application/xml', ...options }),
    /** What can be changed of its machine: as it is now, and after its next power-off. */
    hardware: (node: string, options?: Abortable) =>
      http.json(nodeHardware, 'GET', `${at(node)}/hardware`, options),
    /** What the firmware remembers. */
    efiVariables: (node: string, options?: Abortable) =>
      http.json(efiVariables, 'GET', `${at(node)}/efi-variables`, options),
    /** No time limit: a log may be long and its reader slow. */
    log: (node: string, boot: number, port: number) =>
      http.response('GET', bootLogPath(node, boot, port), {
        accept: 'text/plain, application/octet-stream',
        endless: true,
      }),
    /** The same in its true time, as asciicast. */
    cast: (node: string, boot: number, port: number) =>
      http.response('GET', `${at(node)}/boots/${boot}/cast/${port}`, {
        accept: 'application/x-asciicast',
        endless: true,
      }),
    /** That boot as the base, and another one. */
    compare: (node: string, boot: number, other: { readonly node: string; readonly boot: number }) =>
      http.json(
        bootComparison,
        'GET',
        `${at(node)}/boots/${boot}/comparison${query({ node: other.node, boot: String(other.boot) })}`,
      ),
    /** Why a boot failed or stalls: the latest verdict. */
    diagnosis: (node: string, boot: number, options?: Abortable) =>
      http.json(diagnosisState, 'GET', `${at(node)}/boots/${boot}/diagnosis`, options),
    /** Finds that out now; may take half a minute. */
    diagnose: (node: string, boot: number) =>
      http.json(diagnosis, 'POST', `${at(node)}/boots/${boot}/diagnosis`, { endless: true }),
    ...screenRequests(http),
  };
}
