import { domainXml, networkXml } from '../../../hypervisor/index.ts';
import { exampleDomain, exampleNetwork } from '../../../hypervisor/testing/models.ts';
import type { DomainDefinition } from '../../../hypervisor/api.ts';
import type { ExportedNode } from '../exported-node.ts';

const ACCESS = {
  cluster: 'edge.example.com',
  project: 'demo',
  apiUser: 'admin',
  onboardingUser: 'onboarder',
  tokenUrl: 'https://keycloak.edge.example.com/realms/master/protocol/openid-connect/token',
  projectUrl: 'https://api.edge.example.com/v1/projects/demo',
  authority: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----',
  addresses: [{ host: 'api.edge.example.com', address: '192.0.2.1' }],
};

/** The example node of the hypervisor's tests, as it is exported. */
export function sampleExport(
  changes: Partial<DomainDefinition> = {},
  parts: Partial<ExportedNode> = {},
): ExportedNode {
  const domain: DomainDefinition = { ...exampleDomain, ...changes, metadata: null, vncPassword: null };
  const pool = { name: 'ven-demo', path: '/var/lib/libvirt/images/ven-demo' };
  return {
    ...{ domain, xml: domainXml(domain), diskGiB: 16, base: null, pool, diskPool: pool },
    authority: Buffer.from('signature lists'),
    network: { ...exampleNetwork, xml: networkXml(exampleNetwork) },
    ...{ registration: ACCESS, orchestrator: ACCESS, interactive: false },
    ...parts,
  };
}
