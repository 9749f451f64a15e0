import { describe, expect, it } from 'vitest';
import { matches, shortcutText } from '../../renderer/app/keys.ts';
import { pagesOf } from '../../renderer/state/react/use-rows.ts';
import {
  clampInspector,
  DEFAULT_PERSISTED,
  loadPersisted,
  savePersisted,
} from '../../renderer/state/store/persisted.ts';
import { objectName, shortAddress } from '../../renderer/state/view/object-name.ts';
import { edgeWords, indexScene, nodeWords } from '../../renderer/views/graph/scene-words.ts';
import { FLEET } from '../../renderer/views/strings-fleet.ts';
import { formatShare, progressWords, typeModule } from '../../renderer/views/widgets/format.ts';
import { shortTypeName } from '../../shared/base/type-name.ts';
import { sceneEdge, sceneNode, sceneOf } from './support/scenes.ts';

describe('names', () => {
  it('are short first, their module aside', () => {
    expect(shortTypeName('pandas.core.frame.DataFrame')).toBe('DataFrame');
    expect(typeModule('pandas.core.frame.DataFrame')).toBe('pandas.core.frame');
    expect(shortTypeName('dict')).toBe('dict');
    expect(typeModule('builtins.dict')).toBe('');
    expect(shortTypeName('ends.')).toBe('ends.');
    expect(shortAddress('0x7f2a5c0d1e50')).toBe('0x7f2a…1e50');
    expect(objectName({ type: 'a.B', address: '0x1000' })).toBe('B 0x1000');
  });
});

describe('numbers', () => {
  it('never round something to nothing, or less than all to all', () => {
    expect(formatShare(1, 1_000_000)).toBe('<1 %');
    expect(formatShare(999_999, 1_000_000)).toBe('>99 %');
    expect(formatShare(5, 5)).toBe('100 %');
    expect(formatShare(0, 0)).toBe('0 %');
  });

  it('tell rate and remaining time once they mean something', () => {
    const progress = { phase: 'Reading', done: 500_000_000, total: 900_000_000, unit: 'bytes' };
    expect(progressWords(progress, 100, 0)).toMatchObject({ rate: '', remaining: '' });
    expect(progressWords(progress, 2000, 100_000_000)).toEqual({
      fraction: 5 / 9,
      amount: '500 MB of 900 MB',
      rate: '200 MB/s',
      remaining: '2 s left',
    });
    expect(progressWords({ ...progress, total: 0, unit: 'objects' }, 2000, 0)).toMatchObject({
      fraction: null,
      amount: '500,000,000 objects',
    });
  });
});

describe('a scene in words', () => {
  const frame = sceneNode('n1', 0, 100, { title: 'DataFrame', inCycle: true, verdict: 'garbage' });
  const accessor = sceneNode('n2', 0, 200, { title: 'Accessor', inCycle: true });
  const holder = sceneNode('n3', 0, 0, { title: 'list' });
  const scene = sceneOf(
    [holder, frame, accessor],
    [
      sceneEdge(holder, frame, { fullLabel: '[0]' }),
      sceneEdge(frame, accessor, { inCycle: true, fullLabel: '.ww' }),
    ],
  );
  const index = indexScene(scene);

  it('says of an object what the drawing shows', () => {
    expect(nodeWords(frame)).toBe('DataFrame, waiting, in the cycle, 0x7f0000001000');
  });

  it('says of a reference which way it goes', () => {
    const [, ww] = scene.edges;
    if (ww === undefined) throw new Error('The scene has two edges.');
    expect(edgeWords(ww, index)).toBe('DataFrame .ww → Accessor, cycle');
  });
});

describe('keys', () => {
  const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
    key,
    metaKey: false,
    ctrlKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  });

  it('take the platform’s own modifier', () => {
    expect(matches({ key: 'k', mod: true }, press('k', { ctrlKey: true }), false)).toBe(true);
    expect(matches({ key: 'k', mod: true }, press('k', { ctrlKey: true }), true)).toBe(false);
    expect(matches({ key: 'k', mod: true }, press('K', { metaKey: true }), true)).toBe(true);
    expect(matches({ key: 'k', mod: true }, press('k'), false)).toBe(false);
  });

  it('accept signs however the keyboard makes them', () => {
    expect(matches({ key: '?' }, press('?', { shiftKey: true }), false)).toBe(true);
    expect(matches({ key: '?' }, press('?'), false)).toBe(true);
  });

  it('are written as the platform writes them', () => {
    expect(shortcutText({ key: 'k', mod: true }, true)).toBe('⌘K');
    expect(shortcutText({ key: 'ArrowLeft', alt: true }, false)).toBe('Alt+←');
  });
});

describe('what is kept', () => {
  it('comes back, within its limits', () => {
    let kept: string | null = null;
    const storage = {
      getItem: () => kept,
      setItem: (_key: string, text: string) => {
        kept = text;
      },
    };
    const wanted = { ...DEFAULT_PERSISTED, theme: 'dark', inspectorWidth: 400 } as const;
    savePersisted(storage, wanted);
    expect(loadPersisted(storage)).toEqual(wanted);
    expect(clampInspector(99_999)).toBeLessThan(1000);
    expect(clampInspector('wide')).toBe(DEFAULT_PERSISTED.inspectorWidth);
  });

  it('falls back when storage is refused or holds nonsense', () => {
    const refusing = {
      getItem: () => {
        throw new Error('denied');
      },
      setItem: () => {
        throw new Error('full');
      },
    };
    expect(loadPersisted(refusing)).toEqual(DEFAULT_PERSISTED);
    expect(() => savePersisted(refusing, DEFAULT_PERSISTED)).not.toThrow();
    expect(loadPersisted({ getItem: () => '{"theme":' })).toEqual(DEFAULT_PERSISTED);
    expect(loadPersisted({ getItem: () => 'null' })).toEqual(DEFAULT_PERSISTED);
    expect(loadPersisted(null)).toEqual(DEFAULT_PERSISTED);
  });
});

describe('pages', () => {
  it('cover what is on screen, and the first always', () => {
    expect(pagesOf(0, 30)).toEqual([0]);
    expect(pagesOf(190, 230)).toEqual([0, 1]);
    expect(pagesOf(100_000, 100_040)).toEqual([0, 500]);
  });
});

describe('a fleet', () => {
  it('says of one process what it says of many, in words for one', () => {
    const spread = { total: 3e6, least: 1e6, median: 1e6, most: 1e6 };
    expect(FLEET.spread(spread, 3)).toBe('1.00 MB each');
    expect(FLEET.spread({ ...spread, most: 2e6 }, 3)).toBe(
      '1.00 MB to 2.00 MB each, median 1.00 MB',
    );
    expect(FLEET.spread(spread, 1)).toBe('');
    expect([FLEET.heaviest('a', 1), FLEET.heaviest('a', 2)]).toEqual(['In a', 'Most in a']);
    expect([FLEET.clean(1), FLEET.clean(2)]).toEqual([
      'nothing leaks in the other one',
      'nothing leaks in the other 2',
    ]);
  });
});
