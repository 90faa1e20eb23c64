import { randomUUID } from 'node:crypto';
import type { Machine } from '../../../lib/contract/machine.ts';
import type { CreateRequest } from '../../../lib/contract/node.ts';
import type { Template } from '../../../lib/contract/template.ts';
import type { NodeRow, RunRow } from '../../db/api.ts';
import { machineOf, registrationOf } from './lists.ts';
import { chooseIdentities } from './identities.ts';
import type { Size } from './warnings.ts';

type Place = Pick<
  NodeRow,
  'host' | 'orchestrator' | 'network' | 'networkKind' | 'pool' | 'flow' | 'bootSource' | 'seedPassword'
>;

interface Chosen {
  readonly request: CreateRequest;
  readonly run: RunRow;
  readonly template: Template;
  readonly machine: Machine;
  readonly size: Size;
  /** Of each node. */
  readonly places: readonly Place[];
  readonly names: readonly string[];
  readonly serials: readonly string[];
  /** Null, or missing, where it is generated. */
  readonly uuids: readonly (string | null)[];
  /** Of other nodes and domains. */
  readonly taken: { readonly uuids: ReadonlySet<string>; readonly macs: ReadonlySet<string> };
}

const NEW = {
  stage: 'defined',
  failure: null,
  progress: null,
  address: null,
  readyAt: null,
  deletedAt: null,
  note: '',
  labels: [],
  files: null,
} as const;

/** The nodes of a create, as they are stored before anything is made. */
export function nodeRows(chosen: Chosen): NodeRow[] {
  const { request, run, template, machine, size, places, names, serials, uuids } = chosen;
  const { id: runId, createdAt, createdBy } = run;
  const given = uuids.filter((uuid) => uuid !== null);
  const identities = chooseIdentities(request.identity, names.length, {
    ...chosen.taken,
    uuids: new Set([...chosen.taken.uuids, ...given]),
  });
  return names.map((name, index) => {
    const { uuid = '', mac = '' } = identities[index] ?? {};
    const entry = request.nodes?.[index];
    const place = places[index];
    if (place === undefined) throw new Error('every node has a place');
    return {
      ...{ ...NEW, ...size, ...place, runId, createdAt, createdBy, mac, name },
      id: randomUUID(),
      uuid: uuids[index] ?? uuid,
      serial: serials[index] ?? '',
      template: template.name,
      templateVersion: template.version,
      machine: machineOf(machine, entry),
      registration: registrationOf(template, request, entry),
    };
  });
}
