import type { Command } from 'commander';
import { z } from 'zod';
import { NOTICE_TYPES } from '../../../lib/contract/notice.ts';
import type { Delivery, Webhook, WebhookInput } from '../../../lib/contract/webhook.ts';
import { PLACEHOLDERS } from '../../../lib/domain/notices/placeholders.ts';
import { addCommand, type Flag, noArguments, noOptions, type Outcome } from '../command.ts';
import { confirmed, YES, yesOption } from '../output/confirmed.ts';
import { facts, table } from '../output/text.ts';
import { fileBytes } from '../rules/rule-files.ts';

const nameArgument = z.tuple([z.string()]);

const BODIES = ['json', 'slack', 'teams', 'text', 'custom'] as const;

const FLAGS: readonly Flag[] = [
  ['--url <url>', 'where messages are sent; one that is secret itself is better read with --url-file'],
  ['--url-file <file>', 'a file that contains only the URL; - is standard input'],
  ['--event <event...>', `what is told: ${NOTICE_TYPES.join(', ')} (default: all)`],
  ['--body <kind>', 'how it is told: json (default), slack (also Mattermost), teams, text (ntfy), custom'],
  ['--template <file>', 'the text of --body custom, with placeholders such as {{title}}'],
  ['--text-template', 'that text is plain text; otherwise it has to be JSON'],
];

const options = z.object({
  url: z.string().optional(),
  urlFile: z.string().optional(),
  event: z.array(z.enum(NOTICE_TYPES, `use ${NOTICE_TYPES.join(', ')}`)).optional(),
  body: z.enum(BODIES, `use ${BODIES.join(', ')}`).optional(),
  template: z.string().optional(),
  textTemplate: z.boolean().default(false),
});
type Options = z.infer<typeof options>;

function bodyOf({ body, template, textTemplate }: Options): WebhookInput['body'] {
  const kind = body ?? (template === undefined ? undefined : 'custom');
  if (kind !== 'custom') return kind === undefined ? undefined : { kind };
  const contentType = textTemplate ? 'text/plain' : 'application/json';
  return { kind, contentType, template: template === undefined ? '' : fileBytes(template).toString() };
}

const urlOf = ({ url, urlFile }: Options): string | undefined =>
  urlFile === undefined ? url : fileBytes(urlFile).toString().trim();

/** `ven webhook …`. */
export function addWebhooks(program: Command): void {
  const group = program.command('webhook').description('programs and chats that are told what happens');
  addWriting(group);
  addListing(group);
  addDeliveries(group);
  addCommand(group, {
    usage: 'remove <name>',
    summary: 'remove a webhook with its deliveries',
    flags: [YES],
    args: nameArgument,
    options: yesOption,
    run: async (context, [name], { yes }) => {
      const agreed = await confirmed(context, `Remove the webhook ${name} with its deliveries`, yes);
      if (agreed !== true) return agreed;
      await context.client().webhooks.remove(name);
      return { document: { name, removed: true }, text: `Webhook ${name} was removed.\n` };
    },
  });
}

function addWriting(group: Command): void {
  addCommand(group, {
    usage: 'add <name>',
    summary: 'add a webhook; its secret is shown only once',
    flags: FLAGS,
    details: `Placeholders of a template: ${PLACEHOLDERS.map((each) => `{{${each}}}`).join(' ')}`,
    args: nameArgument,
    options,
    run: async ({ client, output }, [name], given) => {
      const added = await client().webhooks.add({
        ...{ name, url: urlOf(given) ?? '', events: given.event ?? [...NOTICE_TYPES] },
        ...{ body: bodyOf(given) },
      });
      if (!output.json) output.progress('Its signing secret, which is not shown again:');
      return { document: added, text: `${added.secret}\n` };
    },
  });
  addCommand(group, {
    usage: 'edit <name>',
    summary: 'change what is given, switch it on or off; its secret stays',
    flags: [
      ['--name <new>', 'another name'],
      ...FLAGS,
      ['--enable', 'send again, also after the console had disabled it'],
      ['--disable', 'send nothing; what happens meanwhile is not sent later'],
    ],
    args: nameArgument,
    options: options.extend({
      name: z.string().optional(),
      enable: z.boolean().default(false),
      disable: z.boolean().default(false),
    }),
    run: async ({ client }, [name], given) => {
      const { webhooks } = client();
      const present = await webhooks.get(name);
      const changed = await webhooks.edit(name, {
        ...{ name: given.name ?? present.name, url: urlOf(given) ?? present.url ?? '' },
        ...{ events: given.event ?? present.events, body: bodyOf(given) ?? present.body },
        enabled: given.enable || (present.enabled && !given.disable),
      });
      return { document: changed, text: webhookText(changed) };
    },
  });
  addCommand(group, {
    usage: 'renew-secret <name>',
    summary: 'give a webhook a new secret, which is shown once; the old one is worth nothing from then on',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const renewed = await client().webhooks.renewSecret(name);
      return { document: renewed, text: `${renewed.secret}\n` };
    },
  });
}

function addListing(group: Command): void {
  addCommand(group, {
    usage: 'list',
    summary: 'list webhooks',
    args: noArguments,
    options: noOptions,
    run: async ({ client }) => {
      const webhooks = await client().webhooks.list();
      const row = (each: Webhook) => [
        ...[each.name, stateOf(each), each.body.kind, each.events.join(' '), String(each.waiting)],
        each.deliveredAt ?? 'never',
      ];
      const heading = ['NAME', 'STATE', 'BODY', 'EVENTS', 'WAITING', 'DELIVERED'];
      return {
        document: { webhooks },
        text: table(heading, webhooks.map(row)),
        wide: table(
          [...heading, 'URL'],
          webhooks.map((each) => [...row(each), each.url ?? '']),
        ),
      };
    },
  });
  addCommand(group, {
    usage: 'show <name>',
    summary: 'show a webhook, and why it fails',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]) => {
      const webhook = await client().webhooks.get(name);
      return { document: webhook, text: webhookText(webhook) };
    },
  });
}

function addDeliveries(group: Command): void {
  addCommand(group, {
    usage: 'test <name>',
    summary: 'send a test once, and say what came of it',
    args: nameArgument,
    options: noOptions,
    run: async ({ client }, [name]): Promise<Outcome> => {
      const delivery = await client().webhooks.test(name);
      const code = delivery.state === 'delivered' ? {} : { exitCode: 1 };
      return { document: delivery, text: deliveryText(delivery), ...code };
    },
  });
  addCommand(group, {
    usage: 'deliveries <name> [delivery]',
    summary: 'list what was sent or waits, the newest first; or show one with its attempts',
    args: z.union([z.tuple([z.string(), z.undefined()]), z.tuple([z.string(), z.string()])]),
    options: noOptions,
    run: async ({ client }, [name, id]): Promise<Outcome> => {
      if (id !== undefined) {
        const delivery = await client().webhooks.delivery(name, id);
        return { document: delivery, text: deliveryText(delivery) };
      }
      const deliveries = await client().webhooks.deliveries(name);
      const rows = deliveries.map((each) => [
        ...[each.id, each.state, each.type, each.raisedAt, String(each.tries), lastOf(each), each.title],
      ]);
      const heading = ['ID', 'STATE', 'EVENT', 'RAISED', 'TRIES', 'ANSWER', 'TITLE'];
      return { document: { deliveries }, text: table(heading, rows) };
    },
  });
  addCommand(group, {
    usage: 'resend <name> <delivery>',
    summary: 'send a delivery again, with the same id',
    args: z.tuple([z.string(), z.string()]),
    options: noOptions,
    run: async ({ client }, [name, id]) => {
      const delivery = await client().webhooks.sendAgain(name, id);
      return { document: delivery, text: `${id} waits to be sent to ${name} again.\n` };
    },
  });
}

function stateOf({ enabled, disabled, failingSince, url }: Webhook): string {
  if (url === null) return 'sealed';
  if (!enabled) return 'off';
  if (disabled !== null) return 'disabled';
  return failingSince === null ? 'ok' : 'failing';
}

const webhookText = (webhook: Webhook): string =>
  facts([
    ['Name', webhook.name],
    ['URL', webhook.url ?? 'sealed with another key'],
    ['State', stateOf(webhook)],
    ...(webhook.disabled === null ? [] : [['Disabled', webhook.disabled.reason] as const]),
    ...(webhook.failingSince === null ? [] : [['Failing since', webhook.failingSince] as const]),
    ['Events', webhook.events.join(', ')],
    ['Body', webhook.body.kind],
    ['Waiting', String(webhook.waiting)],
    ['Delivered', webhook.deliveredAt ?? 'never'],
    ['Added', `${webhook.createdAt} by ${webhook.createdBy}`],
  ]);

function lastOf({ attempts }: Delivery): string {
  const last = attempts.at(-1);
  return last === undefined ? '-' : String(last.status ?? 'none');
}

function deliveryText(delivery: Delivery): string {
  const attempts = delivery.attempts.map(({ at, milliseconds, status, error, answer }) => {
    const outcome = error ?? `accepted (${status ?? ''})`;
    return [at, `${milliseconds} ms`, outcome, answer.split('\n')[0] ?? ''];
  });
  const about = facts([
    ['Delivery', delivery.id],
    ['Event', delivery.type],
    ['State', delivery.state],
    ...(delivery.reason === null ? [] : [['Reason', delivery.reason] as const]),
    ...(delivery.nextAt === null ? [] : [['Next attempt', delivery.nextAt] as const]),
    ['Sent as', delivery.contentType],
    ['Body', delivery.body],
  ]);
  return `${about}\n${table(['ATTEMPT', 'TOOK', 'OUTCOME', 'ANSWER'], attempts)}`;
}
