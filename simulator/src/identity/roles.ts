/** Roles that the orchestrator's services check, prefixed with the project's uid. */
export const roles = {
  /** Read and write the inventory: the API user's (Host-Manager group). */
  inventoryWrite: (project: string) => `${project}_im-rw`,
  inventoryRead: (project: string) => `${project}_im-r`,
  /** May onboard a device interactively: the onboarding user's (Edge-Onboarding group). */
  onboard: (project: string) => `${project}_en-ob`,
  /** A node that has been onboarded. */
  nodeAgent: (project: string) => `${project}_en-agent-rw`,
} as const;
