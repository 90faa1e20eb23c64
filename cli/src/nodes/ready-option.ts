import { z } from 'zod';
import { readyRule } from '../../../lib/contract/ready-rule.ts';

const FORM = 'use login, text:TEXT, tcp:PORT or stage:STAGE';

function ruleOf(text: string): unknown {
  const at = text.indexOf(':');
  const [kind, value] = at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
  switch (kind) {
    case 'login':
      return { kind: 'login-prompt' };
    case 'text':
      return { kind: 'text', text: value };
    case 'tcp':
      return { kind: 'tcp-port', port: Number(value) };
    case 'stage':
      return { kind: 'stage', stage: value };
    default:
      return null;
  }
}

/** `--ready`: when a node counts as ready. */
export const readyOption = z.string().transform((text, context) => {
  const parsed = readyRule.safeParse(ruleOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message =
    issue === undefined || issue.path.length === 0 || text === '' ? FORM : `${FORM}: ${issue.message}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
