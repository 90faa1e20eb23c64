import { Connection } from 'node-libvirt';
import { machine } from '../machine.ts';
import { attach } from './attach.ts';
import { idle } from './idle.ts';
import { live } from './live.ts';
import { nodes } from './nodes.ts';
import { page } from './page.ts';
import { Product } from './product.ts';
import { sampling } from './sampling.ts';
import { HEAD, print, type Row } from './table.ts';

const groups = {
  nodes: async (product: Product): Promise<Row[]> => {
    await using connection = await Connection.open('qemu:///system');
    return await nodes(product, connection);
  },
  live,
  attach,
  idle,
  page,
  metrics: sampling,
};

const names = Object.keys(groups);
const wanted = process.argv.slice(2);
const unknown = wanted.find((word) => !names.includes(word));
if (unknown !== undefined) {
  console.error(`no group «${unknown}»; there are ${names.join(', ')}`);
  process.exit(2);
}

await using product = await Product.start();
console.log(machine());
print({ what: '', cells: HEAD });
for (const [name, measure] of Object.entries(groups)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await measure(product)) print(row);
}
