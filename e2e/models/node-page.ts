import { expect, type Locator, type Page } from '@playwright/test';
import { STAGE_FACTS, type Stage } from '../../lib/domain/stages.ts';

/** The bar has room for these words only. */
const SHORT: Readonly<Partial<Record<Stage, string>>> = {
  'powered-on': 'Power on',
  'micro-os-download': 'Download',
};

const titleOf = (stage: Stage): string => SHORT[stage] ?? STAGE_FACTS[stage].title;

/** The page of one node. */
export class NodePage {
  readonly #page: Page;
  /** The line that describes the node and its status. */
  readonly header: Locator;
  readonly screen: Locator;
  readonly #stages: Locator;

  constructor(page: Page, name: string) {
    this.#page = page;
    this.header = page.locator('header').filter({ has: page.getByRole('heading', { name }) });
    this.screen = page.getByRole('region', { name: 'Screen' });
    this.#stages = page
      .getByRole('list', { name: 'Stages of this boot' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('button') });
  }

  /** A stage of the timeline that has begun. */
  stage(stage: Stage): Locator {
    return this.#stages.filter({ hasText: new RegExp(`^${titleOf(stage)}[0-9]`) });
  }

  /** Expects exactly these stages to have passed, each with its source. */
  async passed(stages: readonly (readonly [Stage, 'observed' | 'confirmed'])[]): Promise<void> {
    await expect(this.#stages).toHaveText(
      stages.map(([stage, basis]) => new RegExp(`^${titleOf(stage)}[0-9].*passed, ${basis}\\.`)),
    );
  }

  async delete(): Promise<Locator> {
    await this.#page.getByRole('button', { name: 'More actions' }).click();
    await this.#page.getByRole('menuitem', { name: /Delete/ }).click();
    return this.#page.getByRole('alertdialog').or(this.#page.getByRole('dialog'));
  }
}
