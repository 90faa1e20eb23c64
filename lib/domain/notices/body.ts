import type { WebhookBody } from '../../contract/webhook.ts';
import { filled, inJsonString, type LinkedNotice } from './placeholders.ts';

export interface RenderedBody {
  readonly contentType: 'application/json' | 'text/plain';
  readonly text: string;
}

const json = (value: unknown): RenderedBody => ({
  contentType: 'application/json',
  text: JSON.stringify(value),
});

/** What a webhook is sent about a notice. */
export function renderBody(body: WebhookBody, notice: LinkedNotice): RenderedBody {
  const { type, at, title, text, link } = notice;
  switch (body.kind) {
    case 'json': {
      const { id: event, path: _, type: __, at: ___, ...data } = notice;
      return json({ type, timestamp: at, data: { event, ...data } });
    }
    case 'slack':
      return json({ text: `*${inSlack(title)}*\n${inSlack(text)}\n<${link}>` });
    case 'teams':
      return json(card(title, text, link));
    case 'text':
      return { contentType: 'text/plain', text: `${title}\n${text}\n${link}\n` };
    case 'custom': {
      const { template, contentType } = body;
      const escape = contentType === 'application/json' ? inJsonString : (value: string) => value;
      return { contentType, text: filled(template, notice, escape) };
    }
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** In Slack, `<!channel>` calls everybody. */
const inSlack = (text: string): string => text.replaceAll(/[&<>]/g, (each) => ENTITIES[each] ?? each);

/** As the workflows of Microsoft Teams take it. */
const card = (title: string, text: string, link: string) => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.card.adaptive',
      content: {
        $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
        type: 'AdaptiveCard',
        version: '1.4',
        body: [
          { type: 'TextBlock', text: title, weight: 'Bolder', size: 'Medium', wrap: true },
          { type: 'TextBlock', text, wrap: true },
        ],
        actions: [{ type: 'Action.OpenUrl', title: 'Open', url: link }],
      },
    },
  ],
});
