import { type RuleFile, ruleFile } from '../contract/rule-file.ts';
import { type BootSubject, isFor, isSelective } from '../domain/recogniser/boot-subject.ts';
import { type BootKind, rulesOf } from '../domain/recogniser/rule.ts';
import { RuleSet } from '../domain/recogniser/rule-set.ts';
import cloudInit from './cloud-init.json' with { type: 'json' };
import containers from './containers.json' with { type: 'json' };
import firmware from './firmware.json' with { type: 'json' };
import httpBoot from './http-boot.json' with { type: 'json' };
import installedSystem from './installed-system.json' with { type: 'json' };
import ipxe from './ipxe.json' with { type: 'json' };
import kernel from './kernel.json' with { type: 'json' };
import microOs from './micro-os.json' with { type: 'json' };
import networkOfSystem from './network-of-system.json' with { type: 'json' };
import pxe from './pxe.json' with { type: 'json' };
import secureBoot from './secure-boot.json' with { type: 'json' };
import shells from './shells.json' with { type: 'json' };
import storage from './storage.json' with { type: 'json' };
import systems from './systems.json' with { type: 'json' };
import trust from './trust.json' with { type: 'json' };

/** In the order in which they are tried. */
const SHIPPED: Readonly<Record<string, unknown>> = {
  'http-boot': httpBoot,
  'secure-boot': secureBoot,
  firmware,
  pxe,
  shells,
  kernel,
  ipxe,
  'micro-os': microOs,
  containers,
  'network-of-system': networkOfSystem,
  'cloud-init': cloudInit,
  storage,
  trust,
  'installed-system': installedSystem,
  systems,
};

let parsed: ReadonlyMap<string, RuleFile> | null = null;

/** The rule files that come with the console, by name. */
export function shippedRules(): ReadonlyMap<string, RuleFile> {
  parsed ??= new Map(Object.entries(SHIPPED).map(([name, content]) => [name, ruleFile.parse(content)]));
  return parsed;
}

const sets = new Map<BootKind, RuleSet>();

/** What they are for a recogniser. */
export function shippedRuleSet(kind: BootKind = 'onboarding', subject: BootSubject = {}): RuleSet {
  const files = [...shippedRules().values()];
  const isSelected = files.some(({ rules }) =>
    rules.some((rule) => isSelective(rule) && isFor(rule, subject)),
  );
  if (isSelected) return new RuleSet(rulesOf(files, kind, subject));
  const known = sets.get(kind) ?? new RuleSet(rulesOf(files, kind));
  sets.set(kind, known);
  return known;
}
