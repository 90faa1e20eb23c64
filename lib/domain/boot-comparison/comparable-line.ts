/** What differs between any two boots, and what it becomes. In this order: what is longer or more certain comes first. */
const VARYING: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  // The kernel's clock at the beginning of its lines.
  [/^\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])?\s?/, ''],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}\b/gi, '<mac>'],
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?/g, '<time>'],
  [
    /\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]?\d(?: \d\d:\d\d:\d\d)?(?: (?:UTC )?\d{4})?/g,
    '<time>',
  ],
  [/\b\d{1,2}:\d\d:\d\d(?:\.\d+)?\b/g, '<time>'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2})?(?::\d+)?\b/g, '<address>'],
  [/(?<![\w:.])(?=(?:[0-9a-f]{0,4}:){2})[0-9a-f:]{4,39}(?:\/\d{1,3})?(?!\w)/gi, '<address>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  // Checksums, keys, container and machine IDs: letters and digits both.
  [/\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,}\b/gi, '<hex>'],
  [
    /\b\d+(?:\.\d+)? ?(?:%|[kMG]i?B(?:\/s)?|bytes\b|ms\b|us\b|s\b|sec(?:onds?)?\b|MHz\b|GHz\b|BogoMIPS\b)/g,
    '<amount>',
  ],
  [/(?<=\w)\[\d+\](?=:|\s|$)/g, '[<pid>]'],
];

/** A number that says what happened, unlike a counter. */
const MEANT = /(?:code|status|error|errno|exit(?:ed)?|signal|rc|http(?:\/[\d.]+)?)[\s:=]*\(?$/i;
const NUMBER = /(?<![\w.<-])\d{2,}(?:\.\d+)?(?![\w>-])/g;

/**
 * A line of serial output without what differs between any two boots: times, addresses, UUIDs, sizes, counters, and the
 * node's own `names`. Exit codes, HTTP statuses and numbers inside words (`vda1`, `PXE-E18`) stay: they are differences.
 */
export function comparableLine(line: string, names: readonly string[] = []): string {
  let text = line.trim();
  for (const name of names) text = text.replaceAll(name, '<node>');
  for (const [pattern, placeholder] of VARYING) text = text.replace(pattern, placeholder);
  text = text.replace(NUMBER, (number, at: number, whole: string) =>
    MEANT.test(whole.slice(Math.max(0, at - 20), at)) ? number : '<number>',
  );
  return text.replace(/\s+/g, ' ').trim();
}
