/** One way of doing the thing: its name and what one go took, in milliseconds. */
interface Contender {
  readonly name: string;
  readonly go: () => Promise<number>;
}

interface Comparison {
  readonly what: string;
  /** Turns milliseconds into what is printed, such as a rate. */
  readonly show?: (milliseconds: number) => string;
  /** The first is ours, the others are what it is compared with. */
  readonly contenders: readonly [Contender, ...Contender[]];
  readonly rounds: number;
  readonly warmUp?: number;
}

export interface Row {
  readonly what: string;
  readonly name: string;
  readonly median: string;
  readonly spread: string;
  /** How many times as long as this peer ours takes; below 1 ours is faster. Empty for ours. */
  readonly ratio: string;
}

/** Takes turns, so that whatever else the machine does meets everybody. */
export async function compare(comparison: Comparison): Promise<Row[]> {
  const { what, contenders, rounds, warmUp = 1, show = milliseconds } = comparison;
  const times = contenders.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const time = await contender.go();
      if (round >= 0) times[index]?.push(time);
    }
  }
  const ours = median(times[0] ?? []);
  return contenders.map(({ name }, index) => {
    const sorted = (times[index] ?? []).sort((a, b) => a - b);
    return {
      what,
      name,
      median: show(median(sorted)),
      spread: `${show(sorted[0] ?? NaN)} … ${show(sorted.at(-1) ?? NaN)}`,
      ratio: index === 0 ? '' : (ours / median(sorted)).toFixed(2),
    };
  });
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function milliseconds(value: number): string {
  return `${value.toPrecision(3)} ms`;
}

/** Shows how long `bytes` took as a rate. */
export function rate(bytes: number): (milliseconds: number) => string {
  return (value) => {
    const perSecond = (bytes / value) * 1000;
    return perSecond > 1e7 ? `${(perSecond / 1e6).toFixed(0)} MB/s` : `${(perSecond / 1e3).toFixed(0)} kB/s`;
  };
}
