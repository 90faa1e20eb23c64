import { domainXml, networkXml } from '../../../hypervisor/index.ts';
import { exampleDomain, exampleNetwork } from '../../../hypervisor/testing/models.ts';
import type { AddedDevices, DomainDefinition } from '../../../hypervisor/api.ts';
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

interface Given {
  readonly added?: AddedDevices;
  readonly sizes?: ExportedNode['addedSizes'];
}

/** The example node of the hypervisor's tests, as it is exported. */
export function sampleExport(
  changes: Partial<DomainDefinition> = {},
  { added, sizes = new Map(), ...parts }: Partial<ExportedNode> & Given = {},
): ExportedNode {
  const base = { ...exampleDomain, ...changes, metadata: null, vncPassword: null };
  const domain: DomainDefinition = added === undefined ? base : { ...base, added };
  const pool = { name: 'ven-demo', path: '/var/lib/libvirt/images/ven-demo' };
  return {
    ...{ domain, xml: domainXml(domain), diskGiB: 16, addedSizes: sizes, base: null, pool, diskPool: pool },
    authority: Buffer.from('signature lists'),
    network: { ...exampleNetwork, xml: networkXml(exampleNetwork) },
    ...{ registration: ACCESS, orchestrator: ACCESS, interactive: false },
    ...parts,
  };
}
