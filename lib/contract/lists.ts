import { z } from 'zod';
import { boot } from './boot.ts';
import { capacity, host } from './host.ts';
import { orchestrator } from './orchestrator.ts';
import { node } from './node.ts';
import { operation } from './operation.ts';
import { run } from './run.ts';
import { apiToken, auditEvent } from './session.ts';
import { template } from './template.ts';

export const nodeList = z.object({ nodes: z.array(node) }).meta({ id: 'NodeList' });
export const bootList = z.object({ boots: z.array(boot) }).meta({ id: 'BootList' });
export const runList = z.object({ runs: z.array(run) }).meta({ id: 'RunList' });
export const hostList = z.object({ hosts: z.array(host) }).meta({ id: 'HostList' });
export const templateList = z.object({ templates: z.array(template) }).meta({ id: 'TemplateList' });
export const templateVersions = z.object({ versions: z.array(template) }).meta({ id: 'TemplateVersions' });
export const orchestratorList = z
  .object({ orchestrators: z.array(orchestrator) })
  .meta({ id: 'OrchestratorList' });
export const capacityList = z.object({ hosts: z.array(capacity) }).meta({ id: 'CapacityList' });
export const operationList = z.object({ operations: z.array(operation) }).meta({ id: 'OperationList' });
export const tokenList = z.object({ tokens: z.array(apiToken) }).meta({ id: 'TokenList' });
export const auditList = z.object({ events: z.array(auditEvent) }).meta({ id: 'AuditList' });
export const operationResponse = z.object({ operation }).meta({ id: 'OperationResponse' });
