import { clip, showable } from '../../base/text.ts';
import type { Transform } from '../model/scene.ts';
import { drawnTypeName } from './describe-node.ts';

const MAX_TYPE = 40;

/** What a transform makes of a drawing: `Without dict`. */
export function transformText(transform: Transform): string {
  switch (transform.kind) {
    case 'drop':
      return `Without ${typeText(transform.type)}`;
    case 'fold':
      return `${typeText(transform.type)} folded into lines`;
    case 'merge':
      return `All ${typeText(transform.type)} in one box`;
    case 'chain':
      return `Linked ${typeText(transform.type)} in one box`;
    case 'own':
      return 'Only your code';
    case 'modules':
      return 'One box per module';
  }
}

const typeText = (type: string): string => clip(drawnTypeName(showable(clip(type, 200))), MAX_TYPE);
