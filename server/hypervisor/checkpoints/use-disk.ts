import { type Connection, type Domain, DomainXMLFlags } from 'node-libvirt';
import { withDisk } from '../xml/domain-devices.ts';

/** From its next start on. */
export async function useDisk(connection: Connection, domain: Domain, path: string): Promise<void> {
  const xml = await domain.getXMLDesc(DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
  await connection.domainDefineXML(withDisk(xml, path));
}
