/** What a semicolon does not end a statement in: strings, quoted names, comments. */
const OPAQUE = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//y;

/**
 * The statements of an SQL script. Prisma's engine hands whole migrations over; the driver would end our transaction
 * after a script, so they are executed one by one. Triggers, which contain semicolons, are not supported.
 */
export function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let statement = '';
  let hasCode = false;
  for (let at = 0; at < script.length;) {
    OPAQUE.lastIndex = at;
    const opaque = OPAQUE.exec(script)?.[0];
    const part = opaque ?? script.charAt(at);
    at += part.length;
    if (part === ';') {
      if (hasCode) statements.push(statement.trim());
      statement = '';
      hasCode = false;
      continue;
    }
    const isComment = opaque?.startsWith('--') === true || opaque?.startsWith('/*') === true;
    // A comment may hold words apart.
    statement += isComment ? ' ' : part;
    if (!isComment && part.trim() !== '') hasCode = true;
  }
  if (hasCode) statements.push(statement.trim());
  return statements;
}
