import { ERROR_STATUS, type ConsoleError, type Problem } from './error.ts';

export const PROBLEM_TYPE = 'application/problem+json';

/** RFC 9457. `title` spells out the code; the specifics are in `detail` and `fix`. */
export function problemOf(error: ConsoleError): Problem {
  const title = error.code.replaceAll('-', ' ');
  return {
    type: `urn:ven:problem:${error.code}`,
    title: title.charAt(0).toUpperCase() + title.slice(1),
    status: ERROR_STATUS[error.code],
    code: error.code,
    detail: error.message,
    ...(error.fix ? { fix: error.fix } : {}),
    ...(error.errors.length > 0 ? { errors: error.errors.map((entry) => ({ ...entry })) } : {}),
  };
}
