import { PatternError } from './parse.ts';
import type { Assertion, SymbolSet, Syntax } from './syntax.ts';

/** Of the group that is recorded, the first. */
type Slot = 'group-begin' | 'group-end';

type Step =
  | { readonly op: 'set'; readonly set: SymbolSet }
  | { readonly op: 'either'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: Slot }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  | { readonly op: 'match' };

export type Program = readonly Step[];

/** What a pattern may cost for a character, at most. */
const STEPS_MAX = 1500;

export function compiled(syntax: Syntax): Program {
  const writer = new Writer();
  writer.write(syntax);
  writer.add({ op: 'match' });
  return writer.steps;
}

/** Replaced when it is known where it leads. */
const LATER: Step = { op: 'match' };

class Writer {
  readonly steps: Step[] = [];
  #groups = 0;

  add(step: Step): number {
    if (this.steps.length >= STEPS_MAX)
      throw new PatternError('the pattern is too large: use smaller counts, or "*"');
    return this.steps.push(step) - 1;
  }

  write(syntax: Syntax): void {
    switch (syntax.kind) {
      case 'set':
        this.add({ op: 'set', set: syntax.set });
        return;
      case 'assertion':
        this.add({ op: 'assert', assertion: syntax.assertion });
        return;
      case 'sequence':
        for (const part of syntax.parts) this.write(part);
        return;
      case 'choice':
        this.#choice(syntax.options);
        return;
      case 'repeat':
        this.#repeat(syntax);
        return;
      case 'group':
        this.#group(syntax.part);
    }
  }

  #choice([option, ...others]: readonly Syntax[]): void {
    if (option === undefined) return;
    if (others.length === 0) {
      this.write(option);
      return;
    }
    const at = this.add(LATER);
    this.write(option);
    const jump = this.add(LATER);
    this.steps[at] = { op: 'either', first: at + 1, second: this.steps.length };
    this.#choice(others);
    this.steps[jump] = { op: 'jump', to: this.steps.length };
  }

  #repeat({ part, min, max, isLazy }: Syntax & { kind: 'repeat' }): void {
    for (let count = 0; count < min; count++) this.write(part);
    const forks = Array.from({ length: max === null ? 1 : max - min }, () => {
      const at = this.add(LATER);
      this.write(part);
      return at;
    });
    if (max === null) this.add({ op: 'jump', to: forks[0] ?? 0 });
    const outside = this.steps.length;
    for (const at of forks) {
      const [first, second] = isLazy ? [outside, at + 1] : [at + 1, outside];
      this.steps[at] = { op: 'either', first, second };
    }
  }

  #group(part: Syntax): void {
    const isRecorded = ++this.#groups === 1;
    if (isRecorded) this.add({ op: 'save', slot: 'group-begin' });
    this.write(part);
    if (isRecorded) this.add({ op: 'save', slot: 'group-end' });
  }
}
