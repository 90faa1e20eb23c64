import { z } from 'zod';
import type { Answer, ApiRequest } from './exchange.ts';
import { notUnderstood, projectRefused, refusal, serviceMissing } from './failures.ts';
import type { TokenSource } from './token.ts';
import type { Transport } from './transport.ts';

/** Small, because every host and instance includes all texts of its operating system, up to megabytes. */
const PAGE = 10;
const PROJECT = z.looseObject({});
/** The API's limit on offsets. */
const FURTHEST = 10_000;

export interface ProjectApiOptions {
  readonly orchestrator: string;
  readonly transport: Transport;
  readonly tokens: TokenSource;
  /** URL of the API service. */
  readonly api: string;
  readonly project: string;
  /** Name of the account to which `tokens` belong. */
  readonly account: string;
}

/** The REST API of one project: signed, paged, parsed. */
export class ProjectApi {
  readonly #options: ProjectApiOptions;
  readonly #base: string;

  constructor(options: ProjectApiOptions) {
    this.#options = options;
    this.#base = `${options.api}/v1/projects/${encodeURIComponent(options.project)}`;
  }

  /** `path`: below the project. */
  async get<T>(path: string, schema: z.ZodType<T>): Promise<T> {
    const answer = await this.#signed({ method: 'GET', url: this.#url(path) });
    if (answer.status >= 400) throw this.refusal(path, answer);
    return this.#parsed(answer, this.#url(path), schema);
  }

  /** Null if it does not exist. */
  async find<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
    const answer = await this.#signed({ method: 'GET', url: this.#url(path) });
    if (answer.status === 404) return null;
    if (answer.status >= 400) throw this.refusal(path, answer);
    return this.#parsed(answer, this.#url(path), schema);
  }

  /** Whether the project exists, whatever the account may do in it. */
  async exists(): Promise<boolean> {
    const answer = await this.#signed({ method: 'GET', url: this.#base });
    if (answer.status === 404) return false;
    if (answer.status >= 400) throw this.refusal('', answer);
    this.#parsed(answer, this.#base, PROJECT);
    return true;
  }

  /** A resource of the orchestrator as a whole; null if there is none. */
  async ofOrchestrator<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
    const url = `${this.#options.api}/${path}`;
    const answer = await this.#signed({ method: 'GET', url });
    if (answer.status === 404) return null;
    if (answer.status >= 400) throw refusal(this.#options.orchestrator, url, answer);
    return this.#parsed(answer, url, schema);
  }

  /** The response as received, whatever its status. */
  send(method: 'POST' | 'PATCH', path: string, json: unknown): Promise<Answer> {
    return this.#signed({
      method,
      url: this.#url(path),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(json),
    });
  }

  /** Does nothing if it does not exist. */
  async remove(path: string): Promise<void> {
    const answer = await this.#signed({ method: 'DELETE', url: this.#url(path) });
    if (answer.status >= 400 && answer.status !== 404) throw this.refusal(path, answer);
  }

  /** Every page of a list; pages are requested by offset, so an item that moves meanwhile may appear twice. */
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
    const { orchestrator, project } = this.#options;
    if (answer.status === 401 || answer.status === 403)
      return projectRefused(orchestrator, this.#options, answer);
    if (answer.status === 404) return serviceMissing(orchestrator, project, this.#url(path), answer);
    return refusal(orchestrator, this.#url(path), answer);
  }

  #url(path: string): string {
    return `${this.#base}/${path}`;
  }

  #parsed<T>(answer: Answer, url: string, schema: z.ZodType<T>): T {
    const { success, data, error } = schema.safeParse(answer.json);
    if (success) return data;
    throw notUnderstood(this.#options.orchestrator, `an answer to ${new URL(url).pathname}`, answer, error);
  }

  /** Retries with a new token when the old one is refused: it can expire earlier than announced. */
  async #signed(request: ApiRequest): Promise<Answer> {
    const { tokens, transport } = this.#options;
    const token = await tokens.token();
    const answer = await transport.ask(withToken(request, token));
    if (answer.status !== 401) return answer;
    tokens.reject(token);
    return transport.ask(withToken(request, await tokens.token()));
  }
}

function withToken(request: ApiRequest, token: string): ApiRequest {
  return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
}
