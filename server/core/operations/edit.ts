import { type NodeEdit, nodeEdit } from '../../../lib/contract/node-edit.ts';
import { HARDWARE_FIELDS } from '../../../lib/domain/node-edit.ts';
import { tidyLabels } from '../../../lib/domain/labels.ts';
import type { NodeRow } from '../../db/api.ts';
import type { HardwareChange } from '../../hypervisor/api.ts';
import { imageVolume } from '../../hypervisor/index.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import { type Parts, reachHost } from './lifecycle.ts';
import type { Plan, Planner, Step } from './runner.ts';

/** Each step finds what an earlier attempt has done, so that an edit can be repeated. */
export const planEdit =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { row } = parts.registry.get(operation.nodeId);
    const edit = nodeEdit.parse(operation.request);
    const steps = [annotate, setAutostart, reconfigure, growDisk, rename].map((step) =>
      step(parts, row, edit),
    );
    return Promise.resolve({
      steps: [reachHost(parts.resources.host(row), signal), ...steps.filter((step) => step !== null)],
    });
  };

function annotate({ registry, resources }: Parts, row: NodeRow, { note, labels }: NodeEdit): Step | null {
  if (note === undefined && labels === undefined) return null;
  const annotations = {
    ...(note !== undefined && { note }),
    ...(labels !== undefined && { labels: tidyLabels(labels) }),
  };
  return {
    name: 'annotate',
    async act() {
      await resources.host(row).domains.annotate(row.uuid, annotations);
      await registry.write(row.id, annotations);
    },
  };
}

function setAutostart({ resources }: Parts, row: NodeRow, { autostart }: NodeEdit): Step | null {
  if (autostart === undefined) return null;
  return { name: 'autostart', act: () => resources.host(row).domains.setAutostart(row.uuid, autostart) };
}

function reconfigure(parts: Parts, row: NodeRow, edit: NodeEdit): Step | null {
  if (HARDWARE_FIELDS.every((field) => field === 'diskGiB' || edit[field] === undefined)) return null;
  const { registry, resources } = parts;
  const { vcpus, maxVcpus, memoryMiB, bootOrder, medium } = edit;
  return {
    name: 'reconfigure',
    async act() {
      const host = resources.host(row);
      const place = edit.network === undefined ? null : await resources.networkFor(row, edit.network);
      const change: HardwareChange = {
        ...{ vcpus, maxVcpus, memoryMiB, bootOrder },
        ...(place !== null && { network: { kind: place.attachment, name: place.network } }),
        ...(medium !== undefined && {
          medium: medium === null ? null : await host.storage.volumePath(imageVolume(medium)),
        }),
      };
      await host.domains.reconfigure(row.uuid, change);
      await registry.write(row.id, {
        ...(vcpus !== undefined && { vcpus }),
        ...(memoryMiB !== undefined && { memoryMiB }),
        ...(place !== null && { network: place.network, networkKind: place.kind, address: null }),
      });
    },
  };
}

function growDisk({ registry, resources }: Parts, row: NodeRow, { diskGiB }: NodeEdit): Step | null {
  if (diskGiB === undefined) return null;
  return {
    name: 'grow-disk',
    async act() {
      await resources.host(row).domains.growDisk(row.uuid, diskGiB);
      await registry.write(row.id, { diskGiB });
    },
  };
}

function rename({ registry, resources }: Parts, row: NodeRow, { name }: NodeEdit): Step | null {
  if (name === undefined) return null;
  const { domains } = resources.host(row);
  const files = filesOf(row);
  return {
    name: 'rename',
    async act() {
      // Before its name, from which a database without the node would tell its files.
      await domains.annotate(row.uuid, { files });
      await domains.rename(row.uuid, name);
      await registry.write(row.id, { name, files });
    },
  };
}
