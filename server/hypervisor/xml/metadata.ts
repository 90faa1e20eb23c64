import { z } from 'zod';
import { accelerationChoice } from '../../../lib/contract/machine.ts';
import { bootSource, type BootSource, DEFAULT_BOOT_SOURCE } from '../../../lib/contract/boot-source.ts';
import { label } from '../../../lib/contract/labels.ts';
import { flow } from '../../../lib/contract/node.ts';
import type { NodeMetadata } from '../api.ts';
import { element, serialize, type XmlElement } from './element.ts';
import { parseXml } from './parse.ts';

/** libvirt stores the console's element under this namespace; changing it would orphan every existing node. */
export const METADATA_NAMESPACE = 'urn:virtual-edge-node-console:node:1';
const PREFIX = 'ven';
const PREFIXED = `${PREFIX}:node` as const;

export function metadataElement(metadata: NodeMetadata): XmlElement {
  return element(PREFIXED, { [`xmlns:${PREFIX}`]: METADATA_NAMESPACE, ...attributesOf(metadata) });
}

/** The element as libvirt's setMetadata takes it, which adds prefix and namespace itself. */
export const bareMetadata = (metadata: NodeMetadata): string =>
  serialize(element('node', attributesOf(metadata)));

export const METADATA_PREFIX = PREFIX;

function attributesOf(metadata: NodeMetadata): Record<string, string | undefined> {
  const { orchestrator, pool, bootSource: source, note, labels, files, ...texts } = metadata;
  return {
    ...texts,
    bootSource: JSON.stringify(source),
    orchestrator: orchestrator ?? undefined,
    pool: pool ?? undefined,
    // As JSON, because an attribute's line breaks are read as spaces.
    note: note === '' ? undefined : JSON.stringify(note),
    labels: labels.length === 0 ? undefined : labels.join(' '),
    files: files ?? undefined,
  };
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
  '@note': z.string().optional(),
  '@labels': z.string().default(''),
  '@files': z.string().min(1).optional(),
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
    note: noteOf(found['@note']),
    labels: found['@labels'].split(' ').filter((each) => label.safeParse(each).success),
    files: found['@files'] ?? null,
  };
}

function noteOf(stored: string | undefined): string {
  try {
    return z.string().parse(JSON.parse(stored ?? '""'));
  } catch {
    return stored ?? '';
  }
}

/** A source that this version does not know counts as the default. */
function bootSourceOf(stored: string | undefined, kind: string | undefined): BootSource {
  try {
    return bootSource.parse(stored === undefined ? { kind } : JSON.parse(stored));
  } catch {
    return DEFAULT_BOOT_SOURCE;
  }
}
