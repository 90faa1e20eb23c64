import { Rest } from '../../e2e/server/rest.ts';
import { Serving } from '../../e2e/server/serving.ts';

/** The built product, served, and its REST interface. */
export class Product implements AsyncDisposable {
  readonly serving: Serving;
  readonly rest: Rest;

  private constructor(serving: Serving, rest: Rest) {
    this.serving = serving;
    this.rest = rest;
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Product> {
    const serving = new Serving(environment);
    await serving.start();
    return new Product(serving, await Rest.open(serving.url));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.serving.dispose();
  }
}
