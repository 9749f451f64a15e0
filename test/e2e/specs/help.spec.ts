import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { SMALL_EXAMPLE } from '../support/paths.ts';

const headline = (page: Page) =>
  page.getByRole('heading', { level: 1, name: /100 DataFrames are in/ });
const step = (page: Page, count: string) =>
  page.getByRole('dialog').filter({ has: page.getByText(count, { exact: true }) });
const offer = (page: Page) => page.getByRole('region', { name: 'Take the tour' });

test('the tour is offered once, with the example, and goes by keyboard alone', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(headline(page)).toBeVisible();
  const take = offer(page).getByRole('button', { name: 'Take the tour' });
  await take.focus();
  await page.keyboard.press('Enter');

  // What each step speaks of is there, and the keyboard is on the way on.
  const subjects = [
    headline(page),
    page.getByRole('button', { name: /^100× DataFrame \.ww/ }),
    page.getByRole('application', { name: /DataFrame 0x/ }),
    page.getByRole('application', { name: /DataFrame 0x/ }),
    page
      .getByRole('region', { name: 'Break here' })
      .getByText('PandasTableAccessor._dataframe', { exact: true }),
    page.getByRole('navigation', { name: 'Path from a root to the selection' }),
    page.getByRole('button', { name: 'SVG', exact: true }),
    page.getByRole('button', { name: /Type, address, text or command/ }),
  ];
  for (const [index, subject] of subjects.entries()) {
    const card = step(page, `${index + 1} of ${subjects.length}`);
    await expect(card).toBeVisible();
    await expect(subject).toBeVisible();
    if (index === subjects.length - 1) break;
    await expect(card.getByRole('button', { name: 'Next', exact: true })).toBeFocused();
    await page.keyboard.press('Enter');
  }
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  // It is remembered.
  await page.getByRole('button', { name: 'Overview' }).first().click();
  await expect(headline(page)).toBeVisible();
  await expect(offer(page)).toHaveCount(0);
});

test('the tour can be left at any step, and taken again from the palette', async ({ startApp }) => {
  const { page } = await startApp();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('tour');
  await page.getByRole('option', { name: 'Take the tour' }).click();

  // From the start screen it opens the example by itself.
  await expect(step(page, '1 of 8')).toBeVisible();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(step(page, '2 of 8')).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).last().click();
  await expect(
    step(page, '1 of 8').getByRole('button', { name: 'Next', exact: true }),
  ).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(headline(page)).toBeVisible();
  await expect(offer(page)).toHaveCount(0);
});

test('a word explains itself on hover and on focus, and leads to the glossary', async ({
  startApp,
}) => {
  const { page } = await startApp({ files: [SMALL_EXAMPLE] });
  await expect(headline(page)).toBeVisible();
  const term = page.getByRole('button', { name: 'Cycle families' });
  const tip = page.getByRole('tooltip');
  await expect(term).toHaveAccessibleDescription(/same types and labels/);

  await term.hover();
  await expect(tip).toContainText('same types and labels');
  // The pointer may go onto it and stay.
  await tip.hover();
  await expect(tip).toBeVisible();
  await headline(page).hover();
  await expect(tip).toBeHidden();

  // By keyboard, and away with Escape, which leaves the focus where it is.
  await term.focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Tab');
  await expect(term).toBeFocused();
  await expect(tip).toContainText('same types and labels');
  await page.keyboard.press('Escape');
  await expect(tip).toBeHidden();
  await expect(term).toBeFocused();

  await page.keyboard.press('Enter');
  const glossary = page.getByRole('dialog', { name: 'Glossary' });
  const entry = glossary.getByRole('term').filter({ hasText: 'Cycle family' });
  await expect(entry).toBeInViewport();
});

test.describe('on a touch screen', () => {
  test.use({ hasTouch: true });

  test('a tap shows what a word means, and another opens the glossary', async ({ startApp }) => {
    const { page } = await startApp({ files: [SMALL_EXAMPLE] });
    await expect(headline(page)).toBeVisible();
    const term = page.getByRole('button', { name: 'Cycle families' });
    await term.tap();
    await expect(page.getByRole('tooltip')).toContainText('same types and labels');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await term.tap();
    await expect(page.getByRole('dialog', { name: 'Glossary' })).toBeVisible();
  });
});

test('the glossary is searched by the words of other tools', async ({ startApp }) => {
  const { page } = await startApp();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('glossary');
  await page.getByRole('option', { name: 'Glossary' }).click();
  const glossary = page.getByRole('dialog', { name: 'Glossary' });
  await glossary.getByRole('searchbox').fill('find_backref_chain');
  await expect(glossary.getByRole('term')).toHaveText(['Path to the root']);
  await glossary.getByRole('button', { name: 'Referrer' }).click();
  await expect(
    glossary.getByText('An object that holds a reference to this one.'),
  ).toBeInViewport();
  await glossary.getByRole('searchbox').fill('zebra');
  await expect(glossary.getByText('Nothing in the glossary for “zebra”')).toBeVisible();
});

test('a known pattern shows its fix in code, and leads to the documentation', {
  tag: '@every-host',
}, async ({ startApp }) => {
  const host = await startApp({ files: [SMALL_EXAMPLE] });
  const { page } = host;
  // The web is not asked: whatever a link leads to is empty here.
  await page.context().route(/^https:/, (route) => route.fulfill({ body: '' }));
  await expect(headline(page)).toBeVisible();
  await page
    .getByRole('navigation', { name: 'Views' })
    .getByRole('button', { name: 'Cycles' })
    .click();
  await page.getByRole('list', { name: 'Cycle families' }).getByRole('button').first().click();
  const pattern = page.getByRole('region', { name: /Accessor that keeps its DataFrame/ });
  await expect(pattern.getByRole('figure').filter({ hasText: 'After' })).toContainText(
    'self._frame_ref = weakref.ref(frame)',
  );
  const link = pattern.getByRole('link', { name: 'Registering custom accessors' });
  expect(await host.linkOpenedBy(() => link.click())).toBe(
    'https://pandas.pydata.org/docs/development/extending.html#registering-custom-accessors',
  );
  // The window itself stayed.
  await expect(pattern).toBeVisible();
});
