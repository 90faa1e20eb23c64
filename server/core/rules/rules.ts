import { ConsoleError } from '../../../lib/contract/error.ts';
import { type RuleFile, ruleName } from '../../../lib/contract/rule-file.ts';
import type {
  RuleFileDetail,
  RuleFileEntry,
  RuleFileSave,
  RuleProblem,
  RuleTestResult,
} from '../../../lib/contract/rules.ts';
import { requirePermission } from '../../../lib/domain/permission.ts';
import { type BootSubject, isFor, isSelective } from '../../../lib/domain/recogniser/boot-subject.ts';
import { type BootKind, rulesOf, switchedOn } from '../../../lib/domain/recogniser/rule.ts';
import { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { type RuleSets, testSamples } from '../../../lib/domain/rules/samples.ts';
import { shippedRules, shippedRuleSet } from '../../../lib/rules/shipped.ts';
import { KeyedMutex } from '../../locks/keyed-mutex.ts';
import type { Actor } from '../api.ts';
import { revisionOf, RuleFolder, type StoredRules } from './rule-folder.ts';
import { lintSource } from './rule-source.ts';

interface OwnRules extends StoredRules {
  readonly file: RuleFile | null;
  readonly problems: readonly RuleProblem[];
}

/** The rules by which serial output is read: those that came with the console, and one's own, which come first. */
export class Rules {
  readonly #folder: RuleFolder;
  /** By name. */
  readonly #mutex = new KeyedMutex();
  /** Of the own files that the sets were made of. */
  #revisions = '';
  /** By kind, and by the rules for some nodes only that are among them. */
  readonly #sets = new Map<string, RuleSet>();
  /** By revision. */
  readonly #linted = new Map<string, Omit<OwnRules, keyof StoredRules>>();

  constructor(directory: string) {
    this.#folder = new RuleFolder(directory);
  }

  async list(): Promise<RuleFileEntry[]> {
    const shipped = [...shippedRules()].map(([name, file]) => entryOf(shippedDetail(name, file)));
    return [...(await this.#own()).map((one) => entryOf(ownDetail(one))), ...shipped];
  }

  async get(name: string): Promise<RuleFileDetail> {
    const shipped = shippedRules().get(name);
    if (shipped !== undefined) return shippedDetail(name, shipped);
    const own = (await this.#own()).find((one) => one.name === name);
    if (own !== undefined) return ownDetail(own);
    throw new ConsoleError('not-found', `There is no rule file "${name}".`, {
      fix: 'See them: ven rules list',
    });
  }

  /** Boots that begin from now on use it. Throws `invalid` for a file with problems. */
  save(name: string, { source, basedOn }: RuleFileSave, actor: Actor): Promise<RuleFileDetail> {
    requirePermission(actor, 'rules.write');
    return this.#mutex.run(name, async () => {
      refuseName(name);
      const own = await this.#own();
      refuseConflict(name, basedOn, own.find((one) => one.name === name)?.revision ?? null);
      const others = own.filter((one) => one.name !== name);
      const { problems } = lintSource(source, [...filesOf(others), ...shippedRules().values()]);
      if (problems.length > 0) throw invalid(problems);
      await this.#folder.write(name, source);
      return this.get(name);
    });
  }

  remove(name: string, actor: Actor): Promise<void> {
    requirePermission(actor, 'rules.write');
    return this.#mutex.run(name, async () => {
      refuseName(name);
      await this.get(name);
      await this.#folder.remove(name);
    });
  }

  async lint(source: string): Promise<readonly RuleProblem[]> {
    return lintSource(source, await this.#others(source)).problems;
  }

  /** Runs the samples of a draft, or of all files. */
  async test(source?: string): Promise<RuleTestResult[]> {
    const draft = source === undefined ? null : switchedOn(drafted(source));
    const others = source === undefined ? [] : await this.#others(source);
    const own = filesOf(await this.#own()).map(switchedOn);
    const all = draft === null ? [...own, ...shippedRules().values()] : [draft, ...others];
    const sets: RuleSets = (kind, subject) => new RuleSet(rulesOf(all, kind, subject));
    return (draft === null ? all : [draft]).flatMap((file) =>
      testSamples(file, sets).map(({ name, problems }) => ({
        file: file.title,
        sample: name,
        problems: [...problems],
      })),
    );
  }

  /** For a boot that begins now. */
  async set(kind: BootKind, subject: BootSubject = {}): Promise<RuleSet> {
    const own = (await this.#own()).filter(({ file }) => file !== null);
    if (own.length === 0) return shippedRuleSet(kind, subject);
    const revisions = own.map(({ name, revision }) => `${name} ${revision}`).join();
    if (revisions !== this.#revisions) this.#sets.clear();
    this.#revisions = revisions;
    const files = [...filesOf(own), ...shippedRules().values()];
    const key = `${kind} ${selectedIds(files, subject)}`;
    const set = this.#sets.get(key) ?? new RuleSet(rulesOf(files, kind, subject));
    this.#sets.set(key, set);
    return set;
  }

  /** With a draft before all others. */
  async setWith(source: string, kind: BootKind, subject: BootSubject): Promise<RuleSet> {
    return new RuleSet(rulesOf([drafted(source), ...(await this.#others(source))], kind, subject));
  }

  /** All files but the one that has a rule of the draft: that is the one being edited. */
  async #others(source: string): Promise<RuleFile[]> {
    const ids = new Set(lintSource(source, []).file?.rules.map(({ id }) => id));
    const own = filesOf(await this.#own()).filter(({ rules }) => !rules.some(({ id }) => ids.has(id)));
    return [...own, ...shippedRules().values()];
  }

  async #own(): Promise<OwnRules[]> {
    const stored = await this.#folder.read();
    const own = stored.map((one) => ({ ...one, ...this.#lintedOf(one) }));
    const revisions = new Set(stored.map(({ revision }) => revision));
    for (const revision of this.#linted.keys()) if (!revisions.has(revision)) this.#linted.delete(revision);
    return own.map((one) =>
      shippedRules().has(one.name) ? { ...one, file: null, problems: [SHADOWED] } : one,
    );
  }

  #lintedOf({ source, revision }: StoredRules): Omit<OwnRules, keyof StoredRules> {
    const known = this.#linted.get(revision);
    if (known !== undefined) return known;
    const { file, problems } = lintSource(source, [...shippedRules().values()]);
    const linted = { file: problems.length === 0 ? file : null, problems };
    this.#linted.set(revision, linted);
    return linted;
  }
}

function drafted(source: string): RuleFile {
  const { file, problems } = lintSource(source, []);
  if (file === null) throw invalid(problems);
  return file;
}

/** Of the rules that are for some nodes only, and for this one. */
const selectedIds = (files: readonly RuleFile[], subject: BootSubject): string =>
  files
    .flatMap(({ rules }) => rules.filter((rule) => isSelective(rule) && isFor(rule, subject)))
    .map(({ id }) => id)
    .join();

const SHADOWED: RuleProblem = {
  field: '',
  message: 'a file that came with the console has this name: use another',
};

const filesOf = (own: readonly OwnRules[]): RuleFile[] => own.flatMap(({ file }) => file ?? []);

function shippedDetail(name: string, content: RuleFile): RuleFileDetail {
  const source = JSON.stringify(content, null, 2);
  return {
    ...summary(name, content),
    shipped: true,
    revision: revisionOf(source),
    problems: [],
    source,
    content,
  };
}

const ownDetail = ({ name, file, problems, source, revision }: OwnRules): RuleFileDetail => ({
  ...summary(name, file),
  ...{ shipped: false, revision, problems: [...problems], source, content: file },
});

const summary = (name: string, file: RuleFile | null) => ({
  name,
  title: file?.title ?? name,
  about: file?.about ?? null,
  rules: file?.rules.length ?? 0,
  samples: file?.samples.length ?? 0,
});

const entryOf = ({ source: _, content: __, ...entry }: RuleFileDetail): RuleFileEntry => entry;

function refuseName(name: string): void {
  const parsed = ruleName.safeParse(name);
  if (!parsed.success)
    throw invalid([{ field: 'name', message: parsed.error.issues[0]?.message ?? 'not a name' }]);
  if (!shippedRules().has(name)) return;
  throw new ConsoleError('conflict', `"${name}" came with the console and cannot be changed.`, {
    fix: 'Save your rules under another name; they are tried before those.',
  });
}

function refuseConflict(name: string, basedOn: string | null, present: string | null): void {
  if (basedOn === present) return;
  const message =
    basedOn === null
      ? `There is a rule file "${name}" already.`
      : `"${name}" was changed or removed meanwhile.`;
  throw new ConsoleError('conflict', message, {
    fix:
      basedOn === null
        ? 'Use another name, or edit that one.'
        : 'Look at what it is now, then save yours again.',
  });
}

function invalid(problems: readonly RuleProblem[]): ConsoleError {
  const told = problems.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`));
  return new ConsoleError('invalid', `The rules are not valid: ${told.join('; ')}.`, {
    fix: 'Correct what is named; docs/rules.md describes the fields.',
    errors: [...problems],
  });
}
