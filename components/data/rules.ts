import { recordingRequests, ruleRequests } from 'ven-client';
import {
  keepPreviousData,
  skipToken,
  useMutation,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import { ConsoleError } from '../../lib/contract/error.ts';
import type { Rule, RuleFile } from '../../lib/contract/rule-file.ts';
import type { RuleFileEntry, RuleProblem } from '../../lib/contract/rules.ts';
import type { PortText } from '../../lib/domain/rules/explain.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { queryClient } from './store.ts';

const recordingsApi = recordingRequests(http);
const rulesApi = ruleRequests(http);

/** A file of rules, as pages show it. */
export interface ShownRuleFile extends RuleFileEntry {
  /** Null if it cannot be read. */
  readonly content: RuleFile | null;
  /** Null for a file that came with the console. */
  readonly source: string | null;
}

/** All files, in the order in which they are tried. */
export const useRuleFiles = (): UseQueryResult<readonly ShownRuleFile[]> =>
  useQuery({ queryKey: keys.rules, queryFn: readFiles, staleTime: 0 });

async function readFiles(): Promise<readonly ShownRuleFile[]> {
  // Those that came with the console came with its pages, too.
  const [entries, shipped] = await Promise.all([
    rulesApi.list(),
    import('../../lib/rules/shipped.ts').then(({ shippedRules }) => shippedRules()),
  ]);
  return Promise.all(
    entries.map(async (entry) =>
      entry.shipped
        ? { ...entry, content: shipped.get(entry.name) ?? null, source: null }
        : rulesApi.get(entry.name),
    ),
  );
}

/** Of a recording, per port: what a trial of rules reads. */
export const TRIAL_BYTES = 4 * 1024 * 1024;

/** What both ports printed in a boot, up to a limit; null asks for nothing. */
export const useBootOutput = (
  asked: { readonly node: string; readonly boot: number } | null,
): UseQueryResult<readonly PortText[]> =>
  useQuery({
    queryKey: keys.bootOutput(asked?.node ?? '', asked?.boot ?? 0),
    queryFn:
      asked === null
        ? skipToken
        : ({ signal }) =>
            Promise.all(
              [0, 1].map(async (port) => ({
                port,
                bytes: await recordingsApi.bytes(asked.node, asked.boot, port, 0, TRIAL_BYTES, {
                  signal,
                }),
              })),
            ),
    staleTime: 0,
    gcTime: 60_000,
    retry: false,
  });

const reread = () => queryClient.invalidateQueries({ queryKey: keys.rules });

/** Does not wait: the page of what was removed is left at once. */
const rereadLater = (): void => void reread();

export interface RuleSave {
  /** Of the file. */
  readonly name: string;
  /** As it was read; null: a new one. */
  readonly file: ShownRuleFile | null;
  /** The rule that is edited; null: a new one. */
  readonly id: string | null;
  readonly rule: Rule;
}

const sources = () => import('./rule-source.ts');

/** Adds a rule, or saves it in the place of another; errors are those of the rule's own fields. */
export const useSaveRule = () =>
  useMutation({
    mutationFn: async ({ name, file, id, rule }: RuleSave) => {
      const { withRule, idsIn } = await sources();
      const source = withRule(file?.source ?? null, id, rule);
      try {
        await rulesApi.save(name, { source, basedOn: file?.revision ?? null });
      } catch (error) {
        throw ofRule(error, idsIn(source).indexOf(rule.id));
      }
      return { file: name, id: rule.id };
    },
    onSuccess: reread,
  });

/** A refusal of the file, told of the rule's fields; of other fields, all of it is told as it is. */
function ofRule(error: unknown, at: number): Error {
  if (!(error instanceof ConsoleError)) return error instanceof Error ? error : new Error(String(error));
  if (error.errors.length === 0) return error;
  const prefix = `rules.${at}.`;
  const isAll = error.errors.every(({ field }) => field.startsWith(prefix));
  const errors = isAll
    ? error.errors.map(({ field, message }) => ({ field: field.replace(prefix, ''), message }))
    : [];
  return new ConsoleError(error.code, error.message, { fix: error.fix, errors });
}

export interface RuleOfFile {
  readonly file: ShownRuleFile;
  readonly id: string;
}

/** Removes a rule with its samples; with the last one, its file. */
export const useRemoveRule = () =>
  useMutation({
    mutationFn: async ({ file, id }: RuleOfFile) => {
      const { withoutRule } = await sources();
      const source = withoutRule(file.source ?? '', id);
      if (source === null) await rulesApi.remove(file.name);
      else await rulesApi.save(file.name, { source, basedOn: file.revision });
    },
    onSettled: rereadLater,
  });

export const useSwitchRule = () =>
  useMutation({
    mutationFn: async ({ file, id, isOn }: RuleOfFile & { readonly isOn: boolean }) => {
      const { switchedRule } = await sources();
      const source = switchedRule(file.source ?? '', id, isOn);
      await rulesApi.save(file.name, { source, basedOn: file.revision });
    },
    onSettled: reread,
  });

/** What is wrong with the text of a file, as the server says, samples included. */
export const useRuleProblems = (source: string): UseQueryResult<readonly RuleProblem[]> =>
  useQuery({
    queryKey: ['rule-problems', source],
    queryFn: () => (source === '' ? [{ field: '', message: 'the file is empty' }] : rulesApi.lint(source)),
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  });

/** Saves the text of a file; `basedOn`: the revision that was edited. */
export const useSaveRuleFile = () =>
  useMutation({
    mutationFn: ({ name, source, basedOn }: { name: string; source: string; basedOn: string | null }) =>
      rulesApi.save(name, { source, basedOn }),
    onSuccess: reread,
  });

export const useRemoveRuleFile = () =>
  useMutation({ mutationFn: (name: string) => rulesApi.remove(name), onSettled: rereadLater });
