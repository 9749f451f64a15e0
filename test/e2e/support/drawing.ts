import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is used of the Cytoscape instance that the canvas keeps on its element. */
interface Registered {
  readonly _cyreg: {
    readonly cy: {
      nodes(): { forEach(visit: (node: DrawnNode) => void): void };
      edges(): { forEach(visit: (edge: DrawnEdge) => void): void };
      zoom(): number;
    };
  };
}
interface DrawnNode {
  id(): string;
  renderedPosition(): { readonly x: number; readonly y: number };
  renderedWidth(): number;
  renderedHeight(): number;
}
interface DrawnEdge {
  id(): string;
  renderedMidpoint(): { readonly x: number; readonly y: number };
}

/** Where every node of the drawing is on the page: its centre, by its id. */
export async function nodePlaces(page: Page): Promise<ReadonlyMap<string, Place>> {
  const places = await page.locator('.scene-input').evaluate((element) => {
    const { left, top } = element.getBoundingClientRect();
    const found: [string, { x: number; y: number; width: number; height: number }][] = [];
    (element as unknown as Registered)._cyreg.cy.nodes().forEach((node) => {
      const { x, y } = node.renderedPosition();
      const size = { width: node.renderedWidth(), height: node.renderedHeight() };
      found.push([node.id(), { x: left + x, y: top + y, ...size }]);
    });
    return found;
  });
  return new Map(places);
}

export async function placeOf(page: Page, id: string): Promise<Place> {
  const place = (await nodePlaces(page)).get(id);
  if (place === undefined) throw new Error(`${id} is not drawn`);
  return place;
}

/** The middle of a reference on the page. */
export function edgePlace(page: Page, id: string): Promise<{ x: number; y: number }> {
  return page.locator('.scene-input').evaluate((element, wanted) => {
    const { left, top } = element.getBoundingClientRect();
    let found = { x: Number.NaN, y: Number.NaN };
    (element as unknown as Registered)._cyreg.cy.edges().forEach((edge) => {
      const { x, y } = edge.renderedMidpoint();
      if (edge.id() === wanted) found = { x: left + x, y: top + y };
    });
    return found;
  }, id);
}

export function zoomOf(page: Page): Promise<number> {
  return page
    .locator('.scene-input')
    .evaluate((element) => (element as unknown as Registered)._cyreg.cy.zoom());
}

/** Waits until the drawing stands still, and says where everything is. */
export async function settledPlaces(page: Page): Promise<ReadonlyMap<string, Place>> {
  let before = '';
  let places: ReadonlyMap<string, Place> = new Map();
  await expect(async () => {
    await expect(page.locator('.graph-stage')).toHaveAttribute('aria-busy', 'false');
    places = await nodePlaces(page);
    const now = JSON.stringify([...places]);
    const isStill = now === before;
    before = now;
    expect(isStill).toBe(true);
  }).toPass({ intervals: [120] });
  return places;
}

/** Draws the object at an address. */
export async function drawAddress(page: Page, address: number): Promise<void> {
  const text = `0x${address.toString(16)}`;
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(text);
  await page
    .getByRole('option', { name: new RegExp(text) })
    .first()
    .click();
  await expect(page.getByRole('application')).toBeVisible();
}

/**
 * A graph as objgraph writes it: 0x1000 is referred to by fourteen objects of different types and
 * is in a cycle with the first of them; 0x2000 by thirty dicts that are alike.
 */
export function crowdedGraph(): string {
  const lines = ['digraph ObjectGraph {', '  node [shape=box];'];
  const object = (address: number, label: string): void => {
    lines.push(`  o${address} [label="${label}"];`);
  };
  const refer = (source: number, target: number, label: string): void => {
    lines.push(`  o${source} -> o${target} [label="${label}"];`);
  };
  object(0x1000, 'Cache\\nof everything');
  for (let at = 1; at <= 14; at++) {
    object(0x1000 + at, `Holder${at}\\nnumber ${at}`);
    refer(0x1000 + at, 0x1000, `held_${at}`);
    object(0x1100 + at, `Owner${at}\\nnumber ${at}`);
    refer(0x1100 + at, 0x1000 + at, `owned_${at}`);
  }
  refer(0x1000, 0x1001, 'back');
  object(0x2000, 'Registry\\nof dicts');
  for (let at = 1; at <= 30; at++) {
    object(0x2000 + at, 'dict\\n3 items');
    refer(0x2000 + at, 0x2000, 'registry');
  }
  lines.push('}');
  return lines.join('\n');
}
