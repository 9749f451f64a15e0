import { describe, expect, test } from 'vitest';
import type { BreakProposalRow } from '../../../../shared/protocol/schemas.ts';
import { fixSketch } from '../../../../shared/session/cycles/fix-sketch.ts';

type Row = Pick<BreakProposalRow, 'how' | 'type' | 'label' | 'sources'>;

const uses = (name: string): Row['sources'][number] => ({
  ...{ role: 'uses', subject: 'x', name, file: '/srv/app.py', line: 3 },
});

function diff(row: Partial<Row>, target = ''): readonly string[] {
  const whole = {
    how: 'weak-reference',
    type: 'app.Handler',
    label: '_owner',
    sources: [],
  } as const;
  return fixSketch({ ...whole, ...row } as Row, target).map(({ mark, text }) => mark + text);
}

describe('a fix in the program’s own names', () => {
  test('a weak reference, in the method that sets the attribute', () => {
    expect(diff({ sources: [uses('other'), uses('Handler.attach')] })).toEqual([
      ' class Handler:',
      '     def attach(self, …):',
      '-        self._owner = owner',
      '+        self._owner = weakref.ref(owner)',
      ' ',
      '     # wherever it is read:',
      '-        self._owner',
      '+        self._owner()  # None once it is freed',
    ]);
  });

  test('a bound method of its own, or of another object', () => {
    const own = { how: 'weak-method', type: 'app.Session', label: 'handler' } as const;
    expect(diff(own, 'Session.close')).toContain(
      '+        self.handler = weakref.WeakMethod(self.close)',
    );
    expect(diff(own, 'Bus.emit')).toContain(
      '+        self.handler = weakref.WeakMethod(handler.emit)',
    );
    expect(diff(own, '')).toContain('-        self.handler = handler');
  });

  test('an attribute that is only to be let go', () => {
    expect(diff({ how: 'delete-attribute', label: 'loop' })).toEqual([
      ' class Handler:',
      '     # once it is no longer needed:',
      '+        self.loop = None',
    ]);
  });

  test('a word of the language is no parameter', () => {
    expect(diff({ label: '_from' })).toContain('-        self._from = from_');
  });

  test.each([
    { label: "['k']" },
    { label: 'x\n    import os' },
    { label: '__dict__' },
    { type: 'app.<lambda>' },
    { type: 'a b' },
    { how: 'remove-item' as const },
    { how: 'none' as const },
  ])('nothing is sketched of %o', (row) => {
    expect(diff(row)).toEqual([]);
  });
});
