import { z } from 'zod';
import { recoveryRules } from '../../../lib/contract/recovery-rules.ts';

const FORM = 'use off, or a list of ipxe, shell and retries:N';

function rulesOf(text: string): unknown {
  const rules: Record<string, unknown> = {};
  for (const word of text.split(',').map((each) => each.trim())) {
    const retries = /^retries:(\d{1,3})$/.exec(word)?.[1];
    if (word === 'ipxe') rules.rebootAtIpxe = true;
    else if (word === 'shell') rules.resetAtShell = true;
    else if (retries !== undefined) rules.retries = Number(retries);
    else return null;
  }
  return rules;
}

/** `--recovery`: what the console does by itself with a boot that has stopped, in place of what the template says. */
export const recoveryOption = z.string().transform((text, context) => {
  const parsed = recoveryRules.safeParse(text.trim() === 'off' ? {} : rulesOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = issue === undefined || issue.path.length === 0 ? FORM : `${FORM}: ${issue.message}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
