import { describe, expect, it } from 'vitest';
import type { Scene, SceneRequest, Transform } from '../../../../shared/scene/model/scene.ts';
import { graphFromText } from '../../../support/graph-from-text.ts';
import { drawnNames, edgeTexts, nodeNamed, sceneOf } from '../scene-fixture.ts';

const lines = (count: number, line: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');

/** A session held by a cache: a dict that two owners share, and a dict of its own in between. */
const SHARED = graphFromText(`
  main: app.Main user; second: app.Second user; root!; root -> main; root -> second
  main -.cache> cache; second -.sessions> cache; cache: dict
  cache -['u1']> entry; entry: dict; entry -['session']> session
  session: app.Session user; session -.user> user; user: app.User user; user -.session> session`);

const draw = (
  transforms: readonly Transform[],
  change: Partial<SceneRequest> = {},
): Promise<Scene> => sceneOf(SHARED, ['session'], { depth: 3, transforms, ...change });

describe('a type that is dropped', () => {
  it('is not drawn, nor what is only reached through it', async () => {
    const scene = await draw([{ kind: 'drop', type: 'app.User' }], { direction: 'both' });
    expect(drawnNames(SHARED, scene)).not.toContain('user');
    expect(drawnNames(SHARED, scene)).toContain('cache');
    expect(nodeNamed(SHARED, scene, 'session').undrawn.referents).toBe(0);
    const without = await draw([{ kind: 'drop', type: 'dict' }]);
    expect(drawnNames(SHARED, without)).toEqual(['session', 'user']);
  });

  it('stays where it is what was asked for', async () => {
    const scene = await draw([{ kind: 'drop', type: 'app.Session' }]);
    expect(nodeNamed(SHARED, scene, 'session').isFocus).toBe(true);
  });

  it('is said of the drawing', async () => {
    const { description } = await draw([{ kind: 'drop', type: 'dict' }, { kind: 'own' }]);
    expect(description).toContain('Changed: Without dict; Only your code.');
  });
});

describe('a type that is folded', () => {
  it('becomes part of the references through it, for each of who shares it', async () => {
    const scene = await draw([{ kind: 'fold', type: 'dict' }]);
    expect(edgeTexts(SHARED, scene)).toEqual([
      "main .cache['u1']['session']> session",
      'root > main',
      'root > second',
      "second .sessions['u1']['session']> session",
      'session .user> user',
      'user .session> session',
    ]);
  });

  it('is followed downwards the same way', async () => {
    const scene = await sceneOf(SHARED, ['root'], {
      direction: 'referents',
      depth: 2,
      transforms: [{ kind: 'fold', type: 'dict' }],
    });
    expect(edgeTexts(SHARED, scene)).toContain("main .cache['u1']['session']> session");
  });

  it('is on the path from a root without a box', async () => {
    const scene = await draw([{ kind: 'fold', type: 'dict' }], { showPath: true, depth: 0 });
    expect(drawnNames(SHARED, scene)).toEqual(['session', 'root', 'main']);
    const line = scene.edges.find(({ label }) => label === ".cache['u1']['session']");
    expect(line).toMatchObject({ onPath: true });
  });

  it('is on the cycle without a box, and the references of both are the same line', async () => {
    const scene = await draw([{ kind: 'fold', type: 'app.User' }], { showCycle: true });
    const round = scene.edges.filter(({ inCycle }) => inCycle);
    expect(round.map(({ label, count }) => [label, count])).toEqual([['.user.session', 1]]);
  });

  it('ends where too many lie in a row', async () => {
    const row = graphFromText(`
      ${lines(20, (at) => `d${at}: dict; d${at} -[${at}]> ${at === 19 ? 'end' : `d${at + 1}`}`)}
      end: app.End user; top: app.Top user; top -.d> d0`);
    const scene = await sceneOf(row, ['end'], {
      depth: 12,
      transforms: [{ kind: 'fold', type: 'dict' }],
    });
    expect(drawnNames(row, scene)).toEqual(['end']);
  });
});

describe('only your code', () => {
  it('leaves out what belongs to libraries and the interpreter, and not what holds all from outside', async () => {
    const library = graphFromText(`
      frame: frame frame; frame!thread; frame -local app> web
      web: flask.app.Flask; web -.view> view
      view: __main__.View user; view -.items> items; items: list; items -[0]> item
      item: __main__.Item user`);
    const scene = await sceneOf(library, ['item'], {
      depth: 4,
      showPath: true,
      transforms: [{ kind: 'own' }],
    });
    expect(edgeTexts(library, scene)).toEqual([
      'frame local app.view> view',
      'view .items[0]> item',
    ]);
  });
});

describe('a type that is merged', () => {
  const HELD = graphFromText(`
    ${lines(3, (at) => `owner${at}: app.Owner${at} user; owner${at} -.box> box${at}`)}
    ${lines(3, (at) => `box${at}: app.Box user; box${at} -.item> item`)}
    item: app.Item user`);

  it('is one box, and all of its members are followed', async () => {
    const scene = await sceneOf(HELD, ['item'], {
      depth: 2,
      transforms: [{ kind: 'merge', type: 'app.Box' }],
    });
    const [box] = scene.nodes.filter(({ group }) => group !== null);
    expect(box).toMatchObject({ title: '3 × Box', group: { count: 3, total: 3 } });
    expect(drawnNames(HELD, scene)).toEqual(['item', 'owner0', 'owner1', 'owner2']);
    expect(scene.edges.filter(({ source }) => source === box?.id)).toMatchObject([{ count: 3 }]);
  });

  it('gathers members wherever they are found, and follows those found later', async () => {
    const found = graphFromText(`
      a: app.Box user; a -.item> item; item: app.Item user
      x: app.X user; x -.item> item; b: app.Box user; b -.x> x; top: app.Top user; top -.b> b`);
    const scene = await sceneOf(found, ['item'], {
      depth: 3,
      transforms: [{ kind: 'merge', type: 'app.Box' }],
    });
    expect(scene.nodes.map(({ title }) => title)).toEqual(['Item', '2 × Box', 'X', 'Top']);
  });

  it('is drawn singly where there is only one', async () => {
    const scene = await draw([{ kind: 'merge', type: 'app.User' }]);
    expect(nodeNamed(SHARED, scene, 'user').title).toBe('User');
  });

  it('gives way to what is asked for later', async () => {
    const scene = await sceneOf(HELD, ['item'], {
      depth: 2,
      transforms: [
        { kind: 'merge', type: 'app.Box' },
        { kind: 'drop', type: 'app.Box' },
      ],
    });
    expect(drawnNames(HELD, scene)).toEqual(['item']);
  });
});

describe('a chain', () => {
  const COUNT = 12_000;
  const LIST = graphFromText(`
    owner: app.List user; owner -.head> node0; tail: app.Tail user
    ${lines(COUNT, (at) => `node${at}: app.Node user; node${at} -.next> ${at + 1 === COUNT ? 'tail' : `node${at + 1}`}`)}`);

  it('is one box with what lies at its ends, wherever it is entered', async () => {
    const whole = { direction: 'both', depth: 1 } as const;
    const transforms = [{ kind: 'chain', type: 'app.Node' }] as const;
    const scene = await sceneOf(LIST, ['node4321'], { ...whole, transforms });
    const [chain] = scene.nodes.filter(({ group }) => group !== null);
    expect(chain).toMatchObject({
      title: '12,000 × Node',
      lines: expect.arrayContaining(['linked to each other']),
      isFocus: true,
    });
    expect(drawnNames(LIST, scene)).toEqual(['owner', 'tail']);
    const other = await sceneOf(LIST, ['node7'], { ...whole, transforms });
    expect(other.nodes.find(({ group }) => group !== null)?.id).toBe(chain?.id);
  });

  it('is not made of objects that only a third one joins', async () => {
    const apart = graphFromText(`
      all: list; ${lines(3, (at) => `all -[${at}]> n${at}; n${at}: app.Node user`)}`);
    const scene = await sceneOf(apart, ['all'], {
      direction: 'referents',
      depth: 1,
      transforms: [{ kind: 'chain', type: 'app.Node' }],
    });
    expect(drawnNames(apart, scene)).toEqual(['all', 'n0', 'n1', 'n2']);
  });
});

describe('one box per module', () => {
  it('gathers what is of a module, and leaves what is built in and what was asked for', async () => {
    const program = graphFromText(`
      a: shop.cart.Cart user; a -.items> d; d: dict; d -['x']> item; item: shop.stock.Item user
      b: shop.cart.Basket user; b -.item> item; c: shop.stock.Shelf user; c -[0]> item
      e: shop.stock.Row user; e -[0]> item`);
    const scene = await sceneOf(program, ['item'], {
      depth: 2,
      transforms: [{ kind: 'modules' }],
    });
    const boxes = scene.nodes.filter(({ group }) => group !== null);
    expect(boxes.map(({ title, lines: [first], role }) => [title, first, role])).toEqual(
      expect.arrayContaining([
        ['shop.cart', '2 objects', 'module'],
        ['shop.stock', '2 objects', 'module'],
      ]),
    );
    expect(drawnNames(program, scene)).toEqual(['item', 'd']);
  });
});

it('a chain of many costs no look at all of it for each of them', async () => {
  const count = 20_000;
  const graph = graphFromText(
    `all: list user; root!; root -> all\n${lines(count, (at) => {
      const link = at === 0 ? '' : `; n${at - 1} -.next> n${at}`;
      return `n${at}: app.Node user; all -[${at}]> n${at}${link}`;
    })}`,
  );
  const timed = async (kind: 'merge' | 'chain'): Promise<number> => {
    const start = performance.now();
    const transforms: readonly Transform[] = [{ kind, type: 'app.Node' }];
    const scene = await sceneOf(graph, ['all'], { direction: 'referents', depth: 1, transforms });
    expect(scene.nodes.map(({ title }) => title)).toEqual(['list', '20,000 × Node']);
    return performance.now() - start;
  };
  await timed('merge');
  expect(await timed('chain')).toBeLessThan(3 * (await timed('merge')) + 300);
}, 60_000);
