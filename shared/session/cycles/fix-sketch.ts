import { shortTypeName } from '../../base/type-name.ts';
import type { BreakProposalRow } from '../../protocol/schemas.ts';

type Sketch = BreakProposalRow['sketch'];

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,60}$/;
/** What cannot be the name of a parameter; those that a class of the program would hardly have. */
const RESERVED = new Set(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return self try while with yield'.split(
    ' ',
  ),
);

/**
 * A fix as a diff, with the program's own class, attribute and method in it; [] where the reference
 * is no attribute that could be written otherwise. `target`: what the reference leads to, as its
 * preview has it (`Session.close` of a bound method).
 *
 * A sketch and no patch: the dump knows names and not statements.
 */
export function fixSketch(
  { how, type, label, sources }: Pick<BreakProposalRow, 'how' | 'type' | 'label' | 'sources'>,
  target: string,
): Sketch {
  const owner = shortTypeName(type);
  if (!IDENTIFIER.test(owner) || !IDENTIFIER.test(label) || label.startsWith('__')) return [];
  const attribute = `self.${label}`;
  const value = parameterFor(label);
  const method = methodOf(owner, sources);
  const head: Sketch = [
    { mark: ' ', text: `class ${owner}:` },
    { mark: ' ', text: `    def ${method}(self, …):` },
  ];
  switch (how) {
    case 'weak-reference':
      return [
        ...head,
        { mark: '-', text: `        ${attribute} = ${value}` },
        { mark: '+', text: `        ${attribute} = weakref.ref(${value})` },
        { mark: ' ', text: '' },
        { mark: ' ', text: '    # wherever it is read:' },
        { mark: '-', text: `        ${attribute}` },
        { mark: '+', text: `        ${attribute}()  # None once it is freed` },
      ];
    case 'weak-method': {
      const [, holder, bound] = /^(?:.*\.)?(\w+)\.(\w+)$/.exec(target) ?? [];
      const whose = holder === owner ? 'self' : value;
      const stored = bound === undefined ? value : `${whose}.${bound}`;
      return [
        ...head,
        { mark: '-', text: `        ${attribute} = ${stored}` },
        { mark: '+', text: `        ${attribute} = weakref.WeakMethod(${stored})` },
        { mark: ' ', text: '' },
        { mark: ' ', text: '    # wherever it is called:' },
        { mark: '-', text: `        ${attribute}()` },
        { mark: '+', text: `        ${value} = ${attribute}()` },
        { mark: '+', text: `        if ${value} is not None:` },
        { mark: '+', text: `            ${value}()` },
      ];
    }
    case 'delete-attribute':
      return [
        { mark: ' ', text: `class ${owner}:` },
        { mark: ' ', text: '    # once it is no longer needed:' },
        { mark: '+', text: `        ${attribute} = None` },
      ];
    default:
      return [];
  }
}

/** `_owner` is set from `owner`. */
function parameterFor(label: string): string {
  const bare = label.replace(/^_+/, '');
  if (!IDENTIFIER.test(bare)) return 'value';
  return RESERVED.has(bare) ? `${bare}_` : bare;
}

/** The method that sets it, where the dump tells; else the one that usually does. */
function methodOf(owner: string, sources: BreakProposalRow['sources']): string {
  for (const { role, name } of sources) {
    const [, method] = role === 'uses' ? (/^(?:.*\.)?(\w+\.\w+)$/.exec(name) ?? []) : [];
    const [holder, own = ''] = method?.split('.') ?? [];
    if (holder === owner && IDENTIFIER.test(own)) return own;
  }
  return '__init__';
}
