import { z } from 'zod';
import { accelerationChoice } from '../../../lib/contract/machine.ts';
import { bootSource, type BootSource, DEFAULT_BOOT_SOURCE } from '../../../lib/contract/boot-source.ts';
import { flow } from '../../../lib/contract/node.ts';
import type { NodeMetadata } from '../api.ts';
import { element, type XmlElement } from './element.ts';
import { parseXml } from './parse.ts';

/** libvirt stores the console's element under this namespace; changing it would orphan every existing node. */
export const METADATA_NAMESPACE = 'urn:virtual-edge-node-console:node:1';
const PREFIX = 'ven';
const PREFIXED = `${PREFIX}:node` as const;

export function metadataElement(metadata: NodeMetadata): XmlElement {
  const { orchestrator, pool, bootSource: source, ...texts } = metadata;
  return element(PREFIXED, {
    [`xmlns:${PREFIX}`]: METADATA_NAMESPACE,
    ...texts,
    bootSource: JSON.stringify(source),
    orchestrator: orchestrator ?? undefined,
    pool: pool ?? undefined,
  });
}

const nodeElement = z.object({
  '@installation': z.string().min(1),
  '@nodeId': z.string().min(1),
  '@runId': z.string().min(1),
  '@template': z.string().min(1),
  '@orchestrator': z.string().min(1).optional(),
  '@flow': flow,
  '@bootSource': z.string().optional(),
  // Of earlier versions, in its place.
  '@bootMethod': z.string().optional(),
  // Earlier versions did not store the choice.
  '@accelerationChoice': accelerationChoice.default('auto'),
  '@pool': z.string().min(1).optional(),
  '@createdAt': z.iso.datetime(),
  '@createdBy': z.string(),
});
// libvirt returns the element with the prefix from its definition, or with none.
const metadataDocument = z.union([
  z.object({ [PREFIXED]: nodeElement }).transform((document) => document[PREFIXED]),
  z.object({ node: nodeElement }).transform((document) => document.node),
]);

/** The element as libvirt's getMetadata returns it; validated, because the domain may have been edited. */
export function parseMetadata(xml: string): NodeMetadata {
  const found = parseXml(metadataDocument, 'the metadata of a node', xml);
  return {
    installation: found['@installation'],
    nodeId: found['@nodeId'],
    runId: found['@runId'],
    template: found['@template'],
    orchestrator: found['@orchestrator'] ?? null,
    flow: found['@flow'],
    bootSource: bootSourceOf(found['@bootSource'], found['@bootMethod']),
    accelerationChoice: found['@accelerationChoice'],
    pool: found['@pool'] ?? null,
    createdAt: found['@createdAt'],
    createdBy: found['@createdBy'],
  };
}

/** A source that this version does not know counts as the default. */
function bootSourceOf(stored: string | undefined, kind: string | undefined): BootSource {
  try {
    return bootSource.parse(stored === undefined ? { kind } : JSON.parse(stored));
  } catch {
    return DEFAULT_BOOT_SOURCE;
  }
}
