/** Names of everything in the query cache. */
export const keys = {
  session: ['session'] as const,
  nodes: ['nodes'] as const,
  deletedNodes: ['deleted-nodes'] as const,
  node: (id: string) => ['node', id] as const,
  operations: (nodeId: string) => ['operations', nodeId] as const,
  xml: (nodeId: string) => ['xml', nodeId] as const,
  removal: (nodeId: string) => ['removal', nodeId] as const,
  runs: ['runs'] as const,
  hosts: ['hosts'] as const,
  templates: ['templates'] as const,
  orchestrators: ['orchestrators'] as const,
  scenarios: (orchestrator: string) => ['scenarios', orchestrator] as const,
  capacity: ['capacity'] as const,
  audit: ['audit'] as const,
  storage: ['storage'] as const,
  tokens: ['tokens'] as const,
};
