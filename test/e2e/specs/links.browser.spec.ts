import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const OPENED = { level: 1, name: /wait for the garbage collector: 100 DataFrames/ } as const;
const drawing = (page: Page) => page.getByRole('application', { name: /DataFrame 0x/ });
const hashOf = (page: Page) => page.evaluate(() => location.hash);
const notices = (page: Page) => page.locator('.notices');

test('a link from the address bar opens the same view', async ({ startApp, context }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page.getByRole('button', { name: 'Show me one' }).click();
  await expect(drawing(page)).toBeVisible();
  await page.getByRole('button', { name: /Show more referents/ }).click();
  await expect.poll(() => hashOf(page)).toMatch(/^#view=graph&dump=[^&]+&focus=0x[0-9a-f]+&/);
  await expect.poll(() => hashOf(page)).toMatch(/expanded=0x[0-9a-f]+:referents:/);
  const title = await page.getByRole('heading', { level: 1 }).textContent();

  const other = await context.newPage();
  await other.goto(page.url());
  await expect(drawing(other)).toBeVisible();
  await expect(other.getByRole('heading', { level: 1 })).toHaveText(title ?? '');
  await expect(other.getByText(/2 objects and 2 references/)).toHaveCount(0);
  await expect.poll(() => hashOf(other)).toBe(await hashOf(page));
  await other.close();
});

test('what is copied of a view is the command that opens it elsewhere', async ({
  startApp,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await page.keyboard.press('ControlOrMeta+Shift+L');
  await expect(notices(page)).toContainText('Copied the command that opens this view');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(
    /^ouroboros open \S+\.ouro --view 'view=cycles&dump=[0-9a-z]+-[0-9a-f]{16}'$/,
  );
});

test('a filter that cannot be parsed is shown with its fault, in this and every later start', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  const fault = page.locator('.filter-fault').first();
  for (const where of ['size%20%3E', 'type%20~%20/(/', '('.repeat(40)]) {
    await page.evaluate(
      (filter) => location.assign(`#view=objects&mode=objects&where=${filter}`),
      where,
    );
    await expect(fault).toBeVisible();
    await page.reload();
    await expect(fault).toBeVisible();
  }
  await page.getByRole('button', { name: 'Overview', exact: true }).first().click();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
});

test('a link that says nothing sensible leads to the overview, and says so', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  for (const [hash, problem] of [
    ['view=graph&focus=0x1', 'the object it draws is not in this dump'],
    ['<script>alert(1)</script>', 'it names no view'],
  ] as const) {
    await page.evaluate((link) => location.assign(`#${link}`), hash);
    await expect(notices(page)).toContainText(`The link could not be followed: ${problem}.`);
    await expect(page.getByRole('heading', OPENED)).toBeVisible();
    await expect.poll(() => hashOf(page)).toMatch(/^#view=overview/);
  }
});

test('a link to another dump is not followed into this one', async ({ startApp, context }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  const other = await context.newPage();
  await other.goto(new URL('/#view=cycles&dump=zz-0011223344556677', page.url()).href);
  await expect(other.getByRole('heading', OPENED)).toBeVisible();
  await expect(notices(other)).toContainText('about a dump that is not open here');
  await other.close();
});

test('the browser’s own buttons go the window’s way', async ({ startApp }) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await expect.poll(() => hashOf(page)).toMatch(/view=overview/);
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect.poll(() => hashOf(page)).toMatch(/view=cycles/);
  await page.getByRole('button', { name: 'Objects', exact: true }).first().click();
  await expect.poll(() => hashOf(page)).toMatch(/view=objects/);
  await page.goBack();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();
});

test('what was dropped is listed, and goes on where it was once it is dropped again', async ({
  startApp,
}) => {
  const host = await startApp();
  const { page } = host;
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await host.drop(SMALL_EXAMPLE);
  await expect(page.getByRole('heading', OPENED)).toBeVisible();
  await page.getByRole('button', { name: 'Cycles', exact: true }).first().click();
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();

  await page.reload();
  const asleep = page.getByRole('heading', { name: 'accessor-leak.ouro was open last time' });
  await expect(asleep).toBeVisible();
  await host.drop(SMALL_EXAMPLE);
  await expect(page.getByRole('list', { name: 'Cycle families' })).toBeVisible();

  await page.getByRole('button', { name: 'Ouroboros: start screen' }).click();
  await expect(page.getByRole('region', { name: 'Recent' })).toContainText('accessor-leak.ouro');
});
