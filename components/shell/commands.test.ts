import { describe, expect, it } from 'vitest';
import { sampleNode } from '../../server/testing/samples.ts';
import { nodeCommands, search } from './commands.ts';

const off = sampleNode('lab-1', { state: 'shut off', operation: null });
const on = sampleNode('lab-2', { state: 'running', operation: null });
const paused = sampleNode('lab-3', { state: 'paused', operation: null });

const titles = (mayWrite = true): readonly string[] =>
  nodeCommands([off, on, paused], mayWrite).map(({ title }) => title);

describe('the commands of nodes', () => {
  it('are those that the server would take now', () => {
    expect(titles()).toEqual([
      'lab-1',
      'lab-2',
      'lab-3',
      'Console of lab-1',
      'Start lab-1',
      'Console of lab-2',
      'Shut down lab-2',
      'Reboot lab-2',
      'Pause lab-2',
      'Console of lab-3',
      'Resume lab-3',
    ]);
  });
  it('never cut the power without confirmation', () => {
    expect(titles().filter((title) => /^(Power off|Reset)/.test(title))).toEqual([]);
  });
  it('change nothing for a viewer', () => {
    expect(titles(false).filter((title) => !title.startsWith('lab'))).toEqual([
      'Console of lab-1',
      'Console of lab-2',
      'Console of lab-3',
    ]);
  });
});

describe('a search', () => {
  const all = ['Nodes', 'Console of lab-1', 'lab-1', 'Start lab-1', 'Reboot lab-1'].map((title) => ({
    title,
    meta: '',
    text: 'VH1',
  }));
  const found = (query: string): readonly string[] => search(all, query, 3).map(({ title }) => title);
  it('finds every word anywhere, and puts what begins with the query first', () => {
    expect(found('lab')).toEqual(['lab-1', 'Console of lab-1', 'Start lab-1']);
    expect(found('1 start')).toEqual(['Start lab-1']);
    expect(found('vh1 boot')).toEqual(['Reboot lab-1']);
  });
  it('without a query shows the beginning', () => {
    expect(found(' ')).toEqual(['Nodes', 'Console of lab-1', 'lab-1']);
  });
});
