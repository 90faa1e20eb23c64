import { nodeEdit } from '../../../lib/contract/node-edit.ts';
import { tidyLabels } from '../../../lib/domain/labels.ts';
import { filesOf } from '../nodes/node-volumes.ts';
import { type Parts, reachHost } from './lifecycle.ts';
import type { Plan, Planner, Step } from './runner.ts';

/** Each step finds what an earlier attempt has done, so that an edit can be repeated. */
export const planEdit =
  (parts: Parts): Planner =>
  (operation, signal): Promise<Plan> => {
    const { registry, resources } = parts;
    const { row } = registry.get(operation.nodeId);
    const { id, uuid } = row;
    const { name, note, labels, autostart } = nodeEdit.parse(operation.request);
    const { domains } = resources.host(row);
    const steps: Step[] = [reachHost(resources.host(row), signal)];
    if (note !== undefined || labels !== undefined) {
      const annotations = {
        ...(note !== undefined && { note }),
        ...(labels !== undefined && { labels: tidyLabels(labels) }),
      };
      steps.push({
        name: 'annotate',
        async act() {
          await domains.annotate(uuid, annotations);
          await registry.write(id, annotations);
        },
      });
    }
    if (autostart !== undefined)
      steps.push({ name: 'autostart', act: () => domains.setAutostart(uuid, autostart) });
    if (name !== undefined)
      steps.push({
        name: 'rename',
        async act() {
          const files = filesOf(row);
          // Before its name, from which a database without the node would tell its files.
          await domains.annotate(uuid, { files });
          await domains.rename(uuid, name);
          await registry.write(id, { name, files });
        },
      });
    return Promise.resolve({ steps });
  };
