import { writeSmallExample } from './support/small-example.ts';

/** What the specs find written: Playwright calls this once before all of them. */
export default async function setUp(): Promise<void> {
  await writeSmallExample();
}
