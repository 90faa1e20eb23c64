import type { NodeSettings } from '../../../lib/contract/node.ts';
import type { NodeRow } from '../../db/api.ts';
import type { BootPolicy } from '../boots/boot-policy.ts';
import type { Templates } from '../templates/templates.ts';

export interface SettingsParts {
  readonly templates: Pick<Templates, 'of'>;
  readonly policyOf: (row: NodeRow) => Promise<BootPolicy>;
  /** Whether the orchestrator has an API that reports on its nodes. */
  readonly reports: (orchestrator: string | null) => boolean;
}

/** What the create and the template of a node decided beyond its machine. */
export async function settingsOf(parts: SettingsParts, row: NodeRow): Promise<NodeSettings> {
  return {
    details: row.registration?.details ?? {},
    ...(await parts.policyOf(row)),
    reported: parts.reports(row.orchestrator),
  };
}
