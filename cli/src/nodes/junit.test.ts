import { expect, test } from 'vitest';
import { sampleNode } from '../../../server/testing/samples.ts';
import { junit } from '../../../lib/report/junit.ts';

test('what a guest printed cannot break the report', () => {
  const evidence = { port: 0, offset: 0, line: ']]><x a="&\u0000\u001b\ud800">' };
  const failure = { class: 'boot', cause: 'a\n"b"', fix: 'c', stage: 'ipxe', evidence } as const;
  const node = { ...sampleNode('n<&>'), stage: 'failed', failure } as const;
  expect(junit('run', [node], Date.parse(node.createdAt) + 1500)).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<testsuites tests="1" failures="1" errors="0">\n' +
      '  <testsuite name="ven run run" tests="1" failures="1" errors="0">\n' +
      '    <testcase classname="ubuntu" name="n&lt;&amp;&gt;" time="1.500">\n' +
      '      <failure type="boot" message="a&#10;&quot;b&quot;">' +
      'c | ]]&gt;&lt;x a=&quot;&amp;\\x00\\x1b\\u{d800}&quot;&gt;</failure>\n    </testcase>\n' +
      '  </testsuite>\n</testsuites>\n',
  );
});
