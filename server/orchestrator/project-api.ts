import { type z } from 'zod';
import { notUnderstood, refusal } from './failures.ts';
import { type TokenSource } from './token.ts';
import { type Answer, type Question, type Transport } from './transport.ts';

/** The most the API gives at once, and as far as it lets one count. */
const PAGE = 100;
const FURTHEST = 10_000;

export interface ProjectApiOptions {
  readonly orchestrator: string;
  readonly transport: Transport;
  readonly tokens: TokenSource;
  /** Up to and with the project's name. */
  readonly base: string;
}

/** The REST API of one project: signed, paged, parsed. */
export class ProjectApi {
  readonly #options: ProjectApiOptions;

  constructor(options: ProjectApiOptions) {
    this.#options = options;
  }

  get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    return this.#wanted({ method: 'GET', url: this.#url(path) }, schema);
  }

  /** As it was answered, whatever that is. */
  post(path: string, json: unknown): Promise<Answer> {
    return this.#signed({
      method: 'POST',
      url: this.#url(path),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  }

  /** Gone already is as good. */
  async remove(path: string): Promise<void> {
    const question: Question = { method: 'DELETE', url: this.#url(path) };
    const answer = await this.#signed(question);
    if (answer.status >= 400 && answer.status !== 404) throw this.refusal(path, answer);
  }

  /** Every page of a list; a page is asked for at an offset, so what moves meanwhile may come twice. */
  async pages<T extends { hasNext?: boolean | null | undefined }>(
    path: string,
    filter: string | null,
    schema: z.ZodType<T>,
    count: (page: T) => number,
  ): Promise<T[]> {
    const pages: T[] = [];
    for (let offset = 0; offset <= FURTHEST;) {
      const query = new URLSearchParams({ pageSize: String(PAGE), offset: String(offset) });
      if (filter !== null) query.set('filter', filter);
      const page = await this.get(`${path}?${query.toString()}`, schema);
      pages.push(page);
      const length = count(page);
      if (page.hasNext !== true || length === 0) break;
      offset += length;
    }
    return pages;
  }

  refusal(path: string, answer: Answer): Error {
    return refusal(this.#options.orchestrator, this.#url(path), answer.status, answer.json);
  }

  #url(path: string): string {
    return `${this.#options.base}/${path}`;
  }

  async #wanted<T>(question: Question, schema: z.ZodType<T>): Promise<T> {
    const { orchestrator } = this.#options;
    const answer = await this.#signed(question);
    if (answer.status >= 400) throw refusal(orchestrator, question.url, answer.status, answer.json);
    const { success, data, error } = schema.safeParse(answer.json);
    if (!success) throw notUnderstood(orchestrator, `an answer to ${new URL(question.url).pathname}`, error);
    return data;
  }

  /** Once more with a new token when the old one is refused: it can end earlier than it said. */
  async #signed(question: Question): Promise<Answer> {
    const { tokens, transport } = this.#options;
    const token = await tokens.token();
    const answer = await transport.ask(withToken(question, token));
    if (answer.status !== 401) return answer;
    tokens.reject(token);
    return transport.ask(withToken(question, await tokens.token()));
  }
}

function withToken(question: Question, token: string): Question {
  return { ...question, headers: { ...question.headers, authorization: `Bearer ${token}` } };
}
