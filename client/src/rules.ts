import {
  explanation,
  type ExplainRequest,
  ruleFileDetail,
  ruleFileList,
  type RuleFileSave,
  ruleProblems,
  ruleTestResults,
} from '../../lib/contract/rules.ts';
import { type Http, segment } from './http.ts';

/** The rules by which serial output is read. */
export function ruleRequests(http: Http) {
  const at = (name: string): string => `/rules/${segment(name)}`;
  return {
    list: async () => (await http.json(ruleFileList, 'GET', '/rules')).files,
    get: (name: string) => http.json(ruleFileDetail, 'GET', at(name)),
    save: (name: string, body: RuleFileSave) => http.json(ruleFileDetail, 'PUT', at(name), { body }),
    remove: (name: string) => http.text('DELETE', at(name)),
    lint: async (source: string) =>
      (await http.json(ruleProblems, 'POST', '/rules/lint', { body: { source } })).problems,
    /** The samples of all files. */
    test: async () => (await http.json(ruleTestResults, 'POST', '/rules/test', { body: {} })).results,
    explain: (body: ExplainRequest) => http.json(explanation, 'POST', '/rules/explain', { body }),
  };
}
