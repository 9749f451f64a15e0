import { formatBytes, formatCount, formatQuantity } from '../../base/units.ts';
import type { WhatIfResult } from '../../protocol/what-if-schemas.ts';

/** The outcome in a sentence or two, the memory first. */
export function whatIfText(result: Omit<WhatIfResult, 'text'>): string {
  return [memorySentence(result), cycleSentence(result)].filter((part) => part !== '').join(' ');
}

function memorySentence({ known, freed, collected, lost }: Omit<WhatIfResult, 'text'>): string {
  if (!known) return 'This dump cannot tell what else holds these objects.';
  const parts: string[] = [];
  if (freed.objects > 0) {
    parts.push(`${bytesOf(freed)} would be freed at once`);
  }
  if (collected.objects > 0) {
    const more = freed.objects > 0 ? ' more' : '';
    parts.push(`${bytesOf(collected)}${more} would wait for the garbage collector`);
  }
  if (lost.objects > 0) parts.push(`${bytesOf(lost)} would be lost for good`);
  if (parts.length === 0) return 'Nothing would be freed: everything is still held otherwise.';
  return `${parts.join(', and ')}.`;
}

function bytesOf({ objects, shallowBytes }: WhatIfResult['freed']): string {
  return `${formatBytes(shallowBytes)} (${formatQuantity(objects, 'object')})`;
}

function cycleSentence({ components: { before, released } }: Omit<WhatIfResult, 'text'>): string {
  if (before.count === 0) return '';
  const left = before.objects - released;
  if (left === 0) return 'No cycle is left there.';
  if (released === 0) return `All ${formatCount(left)} objects there stay on cycles.`;
  return `${formatCount(left)} of ${formatCount(before.objects)} objects there stay on cycles.`;
}
