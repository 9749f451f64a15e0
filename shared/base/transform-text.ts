import { clip, showable } from './text.ts';
import { shortTypeName } from './type-name.ts';

/** A change of a whole drawing: of one type by its whole name, or of everything. */
type Transform =
  | { readonly kind: 'drop' | 'fold' | 'merge' | 'chain'; readonly type: string }
  | { readonly kind: 'own' | 'modules' };

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

const typeText = (type: string): string => clip(shortTypeName(showable(clip(type, 200))), MAX_TYPE);
