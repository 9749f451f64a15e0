import { describe, expect, it } from 'vitest';
import {
  installedPart,
  originOfLine,
  originOfSource,
  withoutPackageFolder,
} from '../../../shared/base/source-origin.ts';

describe('whose a source file is', () => {
  it.each([
    ['/srv/app/models.py', 'program'],
    ['/srv/Lib/app/models.py', 'program'],
    ['<string>', 'program'],
    ['<stdin>', 'program'],
    ['/usr/lib/python3.11/asyncio/tasks.py', 'standard'],
    ['/usr/lib64/python3.6/json/decoder.py', 'standard'],
    ['C:\\Python311\\Lib\\asyncio\\tasks.py', 'standard'],
    ['C:/Python311/Lib/asyncio/tasks.py', 'standard'],
    ['<frozen importlib._bootstrap>', 'standard'],
    ['/usr/lib/python3.11/site-packages/pandas/core/frame.py', 'library'],
    ['/usr/lib/python3/dist-packages/yaml/__init__.py', 'library'],
    ['C:\\Python311\\Lib\\site-packages\\pandas\\core\\frame.py', 'library'],
  ])('is told by its path: %s', (file, origin) => {
    expect(originOfSource(file)).toBe(origin);
  });

  it('is a library where code was made at run time and ran, but not where it was typed in', () => {
    expect(originOfLine('<string>')).toBe('library');
    expect(originOfLine('<ipython-input-3-1f2>')).toBe('program');
    expect(originOfLine('/srv/app/models.py')).toBe('program');
  });

  it('is said without the folders of the machine', () => {
    const file = '/home/ana/env/lib/python3.11/site-packages/pandas/core/frame.py';
    expect(installedPart(file)).toBe('/lib/python3.11/site-packages/pandas/core/frame.py');
    expect(withoutPackageFolder(file)).toBe('pandas/core/frame.py');
    expect(installedPart('/home/ana/app.py')).toBeNull();
    // A folder of the user's may be called as one of Python's.
    const hidden = '/home/ana/Lib/secret/venv/lib/python3.11';
    expect(installedPart(`${hidden}/site-packages/requests/api.py`)).toBe(
      '/lib/python3.11/site-packages/requests/api.py',
    );
    expect(installedPart(`${hidden}/json/decoder.py`)).toBe('/lib/python3.11/json/decoder.py');
    expect(installedPart('C:\\Lib\\secret\\Lib\\site-packages\\six.py')).toBe(
      '\\Lib\\site-packages\\six.py',
    );
    expect(installedPart('C:\\Lib\\secret\\Lib\\json\\decoder.py')).toBe('\\Lib\\json\\decoder.py');
    expect(withoutPackageFolder('/home/ana/app.py')).toBe('/home/ana/app.py');
  });
});
