import type { Command } from 'commander';
import { z } from 'zod';
import { ConsoleError, messageOf } from '../../../lib/contract/error.ts';
import { createClient } from '../api/client.ts';
import { addCommand, noArguments, noOptions } from '../command.ts';
import { linesFromPipe, passwordFromTerminal } from './password.ts';
import {
  configFile,
  DEFAULT_URL,
  forgetLogin,
  nameOfThisMachine,
  parseServerUrl,
  readLogin,
  saveLogin,
} from './settings.ts';

const days = z.coerce
  .number({ error: 'use a number of days' })
  .pipe(z.int('use whole days').min(1).max(3650));

const options = z.object({
  url: z.string().optional(),
  email: z.string({ error: 'an e-mail address is needed' }).min(1, 'an e-mail address is needed'),
  passwordStdin: z.boolean().default(false),
  days: days.default(90),
});

/** `name=value` of each cookie that was set. */
const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0] ?? '')
    .join('; ');

async function askPassword(fromPipe: boolean, url: string): Promise<string> {
  if (fromPipe) return (await linesFromPipe(1))[0] ?? '';
  if (process.stdin.isTTY) return passwordFromTerminal(`Password at ${url}: `);
  throw new ConsoleError('invalid', 'There is no terminal to ask for the password on.', {
    fix: 'Pipe it in and add --password-stdin.',
  });
}

/** Opens a session only to create the token that is saved. */
async function tokenFor(url: string, email: string, password: string, validDays: number) {
  // The server accepts a cookie only with its own origin.
  const headers = { origin: new URL(url).origin };
  const answer = await createClient({ url, token: null }, headers).session.open({ email, password });
  const client = createClient({ url, token: null }, { ...headers, cookie: cookiesOf(answer) });
  const { user } = await client.session.get();
  const request = { name: nameOfThisMachine(), role: user.role, days: validDays };
  try {
    return { user, token: await client.tokens.create(request) };
  } finally {
    // Without the session the token works as well; a logout that fails leaves one that expires.
    await client.session.close().catch(() => undefined);
  }
}

/** The server's message about the password, instead of the advice to log in. */
function wrongPassword(error: unknown): never {
  if (error instanceof ConsoleError && error.code === 'unauthenticated') {
    throw new ConsoleError('unauthenticated', error.message, {
      fix: 'Check the e-mail address and the password.',
    });
  }
  throw error;
}

export const addLogin = (program: Command): Command =>
  addCommand(program, {
    usage: 'login',
    summary: 'log in and save a token for the other commands',
    flags: [
      ['--url <url>', `address of the console (default: VEN_URL, or ${DEFAULT_URL})`],
      ['--email <address>', 'your e-mail address'],
      ['--password-stdin', 'read the password from standard input'],
      ['--days <n>', 'days until the token expires (default 90)'],
    ],
    details: 'VEN_URL and VEN_TOKEN override the saved login.',
    args: noArguments,
    options,
    run: async ({ env }, _args, given) => {
      const url = parseServerUrl(given.url ?? (env.VEN_URL || DEFAULT_URL));
      const password = await askPassword(given.passwordStdin, url);
      const { user, token } = await tokenFor(url, given.email, password, given.days).catch(wrongPassword);
      const file = saveLogin(env, { url, token: token.token, tokenId: token.id, email: user.email });
      const { email, role } = user;
      return {
        document: { url, email, role, expiresAt: token.expiresAt, file },
        text: `Logged in at ${url} as ${email} (${role}) until ${token.expiresAt}.\nThe token was saved in ${file}.\n`,
      };
    },
  });

export const addLogout = (program: Command): Command =>
  addCommand(program, {
    usage: 'logout',
    summary: 'revoke the saved token and remove it',
    args: noArguments,
    options: noOptions,
    run: async ({ env, output }) => {
      const saved = readLogin(env);
      if (saved === null)
        return { document: { url: null, revoked: false }, text: 'You were not logged in.\n' };
      const { url, token, tokenId } = saved;
      forgetLogin(env);
      const revoked = await createClient({ url, token })
        .tokens.revoke(tokenId)
        .then(
          () => true,
          (error: unknown) => {
            const reason = messageOf(error);
            output.progress(`The token could not be revoked; it expires by itself. ${reason}`);
            return false;
          },
        );
      return { document: { url, revoked }, text: `Logged out of ${url}; ${configFile(env)} was removed.\n` };
    },
  });
