import { type RuleFile, ruleFile } from '../contract/rule-file.ts';
import { type BootKind, rulesOf } from '../domain/recogniser/rule.ts';
import { RuleSet } from '../domain/recogniser/rule-set.ts';
import firmware from './firmware.json' with { type: 'json' };
import httpBoot from './http-boot.json' with { type: 'json' };
import installedSystem from './installed-system.json' with { type: 'json' };
import ipxe from './ipxe.json' with { type: 'json' };
import kernel from './kernel.json' with { type: 'json' };
import microOs from './micro-os.json' with { type: 'json' };
import shells from './shells.json' with { type: 'json' };

/** In the order in which they are tried. */
const SHIPPED: Readonly<Record<string, unknown>> = {
  'http-boot': httpBoot,
  firmware,
  shells,
  kernel,
  ipxe,
  'micro-os': microOs,
  'installed-system': installedSystem,
};

let parsed: ReadonlyMap<string, RuleFile> | null = null;

/** The rule files that come with the console, by name. */
export function shippedRules(): ReadonlyMap<string, RuleFile> {
  parsed ??= new Map(Object.entries(SHIPPED).map(([name, content]) => [name, ruleFile.parse(content)]));
  return parsed;
}

const sets = new Map<BootKind, RuleSet>();

/** What they are for a recogniser. */
export function shippedRuleSet(kind: BootKind = 'onboarding'): RuleSet {
  const known = sets.get(kind) ?? new RuleSet(rulesOf([...shippedRules().values()], kind));
  sets.set(kind, known);
  return known;
}
