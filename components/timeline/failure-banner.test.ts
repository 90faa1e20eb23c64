import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { advance } from '../../lib/domain/boot-progress/advance.ts';
import { at, bootAfter, MICRO_OS } from '../../lib/domain/boot-progress/boot-texts.ts';
import { ECHOED_PROMPT } from '../../lib/domain/boot-progress/causes.ts';
import { FailureBanner } from './failure-banner.tsx';

test('a guest that echoes its password prompt: the page says that no password was typed, why, and what to do', () => {
  const prompt = { port: 1, offset: 900, line: 'Password: ' };
  const asked = advance(bootAfter(MICRO_OS), {
    kind: 'detection',
    at: at(10),
    detection: { ...ECHOED_PROMPT, ...prompt, kind: 'failure' },
  });
  expect(asked.failure, 'a person may still type it').toBeNull();
  const { failure } = advance(asked, { kind: 'tick', at: at(10 + ECHOED_PROMPT.grace + 1) });
  if (failure === null) throw new Error('it has not failed');
  const html = renderToStaticMarkup(createElement(FailureBanner, { failure, onEvidence: () => undefined }));
  expect(html).toContain('echoes what is typed, so the console has typed none');
  expect(html).toContain('onboarding)');
  expect(html).toContain('Type the password on the serial port yourself');
  expect(html).toContain('title="ttyS1, byte 900"');
});
