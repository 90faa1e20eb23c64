import { expect, type Locator, type Page } from '@playwright/test';
import type { Stranger } from '../server/stranger.ts';

/** The page on which an Edge Orchestrator is added. */
export class OrchestratorForm {
  readonly #page: Page;
  readonly #check: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#check = page.getByRole('region', { name: 'Connection check' });
  }

  async fill({ facts, services, scriptUrl }: Stranger, name: string): Promise<void> {
    const text = (label: string) => this.#page.getByRole('textbox', { name: label, exact: true });
    const { cluster, project, apiAccount, onboardingAccount, authority } = facts;
    await text('Name').fill(name);
    await text('Cluster domain').fill(cluster);
    await text('Project').fill(project);
    await text('API user name').fill(apiAccount.username);
    await text('API password').fill(apiAccount.password);
    await text('Onboarding user name').fill(onboardingAccount.username);
    await text('Onboarding password').fill(onboardingAccount.password);
    await this.#page.getByText('Addresses', { exact: true }).click();
    await text('Keycloak').fill(services.keycloak);
    await text('API').fill(services.api);
    await text('Boot service').fill(services.boot);
    await text('iPXE script').fill(scriptUrl);
    // Neither Keycloak nor the API presents it.
    await this.#page.getByText('Certificates', { exact: true }).click();
    await text('CA of Keycloak and the API').fill(authority);
    await this.#page.getByText('Names without DNS').click();
    await this.#page.getByRole('button', { name: 'Add names' }).click();
    await text('Address').fill('127.0.0.1');
    await text('Names').fill(`*.${cluster}`);
    await text('Address for nodes').fill('gateway');
  }

  /** Confirms each certificate that the check finds, and checks again until nothing is wrong. */
  async trustWhatIsFound(): Promise<number> {
    let confirmed = 0;
    for (;;) {
      await this.#check.getByRole('button', { name: /^Check/ }).click();
      await expect(this.#check.getByRole('button', { name: 'Check again' })).toBeEnabled();
      const trust = this.#check.getByRole('button', { name: 'Trust this certificate' });
      if ((await trust.count()) === 0) return confirmed;
      await trust.first().click();
      confirmed += 1;
    }
  }

  get summary(): Locator {
    return this.#check.getByRole('status');
  }

  async save(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Add orchestrator' }).click();
  }
}
