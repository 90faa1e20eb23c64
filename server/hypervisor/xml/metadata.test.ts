import { expect, test } from 'vitest';
import { exampleDomain } from '../testing/models.ts';
import { serialize } from './element.ts';
import { metadataElement, parseMetadata } from './metadata.ts';

test.each([
  exampleDomain.metadata,
  { ...exampleDomain.metadata, orchestrator: null, createdBy: `O'Neil "<x>" & Söhne 🚀` },
  { ...exampleDomain.metadata, note: `two\n"lines" & <more>`, labels: ['lab', 'site=oslo'], files: 'old' },
])('what is written is read again', (metadata) => {
  expect(parseMetadata(serialize(metadataElement(metadata)))).toEqual(metadata);
});

test('the prefix does not matter', () => {
  const xml = serialize(metadataElement(exampleDomain.metadata))
    .replace('ven:node', 'node')
    .replace('xmlns:ven', 'xmlns');
  expect(parseMetadata(xml)).toEqual(exampleDomain.metadata);
});

test.each(['', 'no xml', '<ven:node/>', '<other/>'])('%j is refused', (xml) => {
  expect(() => parseMetadata(xml)).toThrow(expect.objectContaining({ code: 'host-refused' }));
});
