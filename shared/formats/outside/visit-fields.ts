import { EdgeKind, EdgeMark } from '../../heap/edge-kind.ts';
import { NO_STRING } from '../../heap/string-table.ts';
import type { LayoutField } from './python-layout.ts';
import { hasFlag, TypeFlag } from './python-objects.ts';
import type { PythonType } from './python-types.ts';
import type { VisitContext, Visitor } from './visit-context.ts';
import { visitSharedKeys } from './visit-dict.ts';

const { internal, slot } = EdgeKind;
const { hidden, borrowed, weak } = EdgeMark;

/** A field of a structure that holds a reference. */
interface Field {
  readonly at: LayoutField;
  readonly label: string;
  readonly kind: number;
}

function fields(kind: number, entries: Readonly<Partial<Record<LayoutField, string>>>): Field[] {
  return Object.entries(entries).map(([at, label]) => ({ at: at as LayoutField, label, kind }));
}

function fieldsVisitor(list: readonly Field[]): Visitor {
  return (context, address) => {
    visitFields(context, address, list);
    return 0;
  };
}

function visitFields(
  { memory, layout, found, labels }: VisitContext,
  address: number,
  list: readonly Field[],
): void {
  for (const { at, label, kind } of list) {
    const offset = layout.at(at);
    if (offset < 0) continue;
    const target = memory.word(address + offset);
    if (target !== 0) found.refer(target, kind, labels.text(label));
  }
}

const FUNCTION = fields(internal, {
  'PyFunctionObject.func_code': '__code__',
  'PyFunctionObject.func_globals': '__globals__',
  'PyFunctionObject.func_builtins': '__builtins__',
  'PyFunctionObject.func_name': '__name__',
  'PyFunctionObject.func_qualname': '__qualname__',
  'PyFunctionObject.func_defaults': '__defaults__',
  'PyFunctionObject.func_kwdefaults': '__kwdefaults__',
  'PyFunctionObject.func_closure': '__closure__',
  'PyFunctionObject.func_doc': '__doc__',
  'PyFunctionObject.func_dict': '__dict__',
  'PyFunctionObject.func_module': '__module__',
  'PyFunctionObject.func_annotations': '__annotations__',
  'PyFunctionObject.func_annotate': '__annotate__',
  'PyFunctionObject.func_typeparams': '__type_params__',
});

const CODE = fields(internal | hidden, {
  'PyCodeObject.co_code': 'co_code',
  'PyCodeObject.co_consts': 'co_consts',
  'PyCodeObject.co_names': 'co_names',
  'PyCodeObject.co_varnames': 'co_varnames',
  'PyCodeObject.co_freevars': 'co_freevars',
  'PyCodeObject.co_cellvars': 'co_cellvars',
  'PyCodeObject.co_exceptiontable': 'co_exceptiontable',
  'PyCodeObject.co_localsplusnames': 'co_localsplusnames',
  'PyCodeObject.co_localspluskinds': 'co_localspluskinds',
  'PyCodeObject.co_filename': 'co_filename',
  'PyCodeObject.co_name': 'co_name',
  'PyCodeObject.co_qualname': 'co_qualname',
  'PyCodeObject.co_lnotab': 'co_lnotab',
  'PyCodeObject.co_linetable': 'co_linetable',
  'PyCodeObject._co_code': 'co_code',
});

const CACHED_OF_CODE = ['co_code', 'co_varnames', 'co_cellvars', 'co_freevars'];

/** A code object, of which the collector is told nothing; what it has computed is kept behind a pointer. */
function visitCode(context: VisitContext, address: number): number {
  const { memory, layout, found, labels, objects } = context;
  visitFields(context, address, CODE);
  const at = layout.at('PyCodeObject._co_cached');
  const cached = at < 0 ? 0 : memory.word(address + at);
  if (cached !== 0 && cached % 8 === 0) {
    CACHED_OF_CODE.forEach((name, index) => {
      const target = memory.word(cached + 8 * index);
      if (target === 0 || !objects.isObject(target)) return;
      found.refer(target, internal | hidden, labels.text(`cached ${name}`));
    });
  }
  return 0;
}

const EXCEPTION = [
  ...fields(internal, { 'PyBaseExceptionObject.dict': '__dict__' }),
  ...fields(slot, {
    'PyBaseExceptionObject.args': 'args',
    'PyBaseExceptionObject.notes': '__notes__',
    'PyBaseExceptionObject.traceback': '__traceback__',
    'PyBaseExceptionObject.context': '__context__',
    'PyBaseExceptionObject.cause': '__cause__',
  }),
];

/** What all exceptions have; the fields of single kinds are words like any other's. */
export const visitException: Visitor = fieldsVisitor(EXCEPTION);

const TYPE_FIELDS: readonly (readonly [LayoutField, string])[] = [
  ['PyTypeObject.tp_mro', '__mro__'],
  ['PyTypeObject.tp_bases', '__bases__'],
  ['PyTypeObject.tp_base', '__base__'],
  ['PyTypeObject.tp_cache', 'tp_cache'],
];

const HEAP_TYPE = fields(internal | hidden, {
  'PyHeapTypeObject.ht_name': '__name__',
  'PyHeapTypeObject.ht_slots': '__slots__',
  'PyHeapTypeObject.ht_qualname': '__qualname__',
});

/** A class. Static ones are never tracked, so that the collector is told nothing of them. */
export function visitType(context: VisitContext, address: number, type: PythonType): number {
  const { memory, layout, objects, found, labels, types } = context;
  const isHeap = hasFlag(objects.flagsOf(address), TypeFlag.heapType);
  const mark = isHeap ? 0 : hidden;
  found.refer(types.dictOf(address), internal | mark, labels.text('__dict__'));
  for (const [at, name] of TYPE_FIELDS) {
    const target = memory.word(address + layout.at(at));
    const isBorrowed = !isHeap && name === '__base__' && layout.minor >= 10;
    const kind = internal | mark | (isBorrowed ? borrowed : 0);
    if (target !== 0) found.refer(target, kind, labels.text(name));
  }
  const subclasses = types.subclassesOf(address);
  if (subclasses !== 0 && objects.isObject(subclasses)) {
    found.refer(subclasses, internal | hidden, labels.text('tp_subclasses'));
  }
  if (!isHeap) return layout.at('PyTypeObject.size') - type.basicSize - type.bytesBefore;
  visitFields(context, address, HEAP_TYPE);
  const moduleAt = layout.at('PyHeapTypeObject.ht_module');
  if (moduleAt >= 0) {
    found.refer(memory.word(address + moduleAt), internal, labels.text('ht_module'));
  }
  const memberCount = objects.sizeOf(address, false);
  const memberBytes = memberCount < 1000 ? 40 * memberCount : 0;
  const keys = memory.word(address + layout.at('PyHeapTypeObject.ht_cached_keys'));
  if (keys === 0) return memberBytes;
  visitSharedKeys(context, keys);
  return memberBytes + (objects.keysTable(keys)?.bytes ?? 0);
}

const MODULE = fields(internal, {
  'PyModuleObject.md_dict': '__dict__',
  'PyModuleObject.md_name': '__name__',
});
const DEFINITION_SIZE_AT = 56;
const MAX_STATE_BYTES = 1 << 16;

/** A module, and the words of the state that C code keeps for it. */
function visitModule(context: VisitContext, address: number): number {
  const { memory, layout, found } = context;
  visitFields(context, address, MODULE);
  const state = memory.word(address + layout.at('PyModuleObject.md_state'));
  if (state === 0 || state % 8 !== 0) return 0;
  const sizeAt = layout.at('PyModuleObject.md_state_size');
  const definition = layout.at('PyModuleObject.md_def');
  const size =
    sizeAt >= 0
      ? memory.word(address + sizeAt)
      : memory.word(memory.word(address + definition) + DEFINITION_SIZE_AT);
  if (!(size < MAX_STATE_BYTES)) return 0;
  for (let at = 0; at + 8 <= size; at += 8) {
    const target = memory.word(state + at);
    if (target !== address && context.isGuess(target)) {
      found.guess(target, EdgeKind.unlabelled, NO_STRING);
    }
  }
  return 0;
}

const BUILTIN = fields(internal, {
  'PyCFunctionObject.m_self': '__self__',
  'PyCFunctionObject.m_module': '__module__',
});
const METHOD_OF_CLASS = 0x200;

/** A function of C's; that of a class has the class, too. */
function visitBuiltin(context: VisitContext, address: number): number {
  const { memory, layout, found, labels } = context;
  visitFields(context, address, BUILTIN);
  const classAt = layout.at('PyCMethodObject.mm_class');
  const definition = memory.word(address + layout.at('PyCFunctionObject.m_ml'));
  if (classAt < 0 || (memory.low(definition + 16) & METHOD_OF_CLASS) === 0) return 0;
  found.refer(memory.word(address + classAt), internal, labels.text('mm_class'));
  return 0;
}

function visitCell({ memory, layout, found, cellNames }: VisitContext, address: number): number {
  const target = memory.word(address + layout.at('PyCellObject.ob_ref'));
  found.refer(target, EdgeKind.cell, cellNames.get(address) ?? NO_STRING);
  return 0;
}

function visitWeakref(context: VisitContext, address: number): number {
  const { memory, layout, found, labels, objects } = context;
  const target = memory.word(address + layout.at('PyWeakReference.wr_object'));
  // It refers to None when its object is gone, and to one whose count is 0 while that goes.
  if (target !== 0 && target !== context.none && objects.isObject(target)) {
    found.refer(target, EdgeKind.weakTarget | borrowed | weak, NO_STRING);
  }
  const callback = memory.word(address + layout.at('PyWeakReference.wr_callback'));
  found.refer(callback, internal, labels.text('__callback__'));
  return 0;
}

/** A link of a cache: the cache tells the collector of what it holds, so that it counts there. */
const LINK = fields(internal | hidden | borrowed, {
  'lru_list_elem.key': 'key',
  'lru_list_elem.result': 'result',
});

const CACHE = fields(internal, {
  'lru_cache_object.cache': 'cache',
  'lru_cache_object.func': '__wrapped__',
  'lru_cache_object.kwd_mark': 'kwd_mark',
  'lru_cache_object.lru_list_elem_type': 'lru_list_elem_type',
  'lru_cache_object.cache_info_type': 'cache_info_type',
  'lru_cache_object.dict': '__dict__',
});
const MAX_LINKS = 2 ** 28;

/** What `functools.lru_cache` makes: a ring of links, each held once, whose contents it reports. */
function visitCache(context: VisitContext, address: number): number {
  const { memory, layout, found, labels } = context;
  visitFields(context, address, CACHE);
  const label = labels.text('link');
  let link = memory.word(address + layout.at('lru_cache_object.root.next'));
  for (let count = 0; count < MAX_LINKS && link !== 0 && link !== address; count++) {
    if (link % 8 !== 0 || !memory.isMapped(link)) break;
    const key = memory.word(link + layout.at('lru_list_elem.key'));
    const result = memory.word(link + layout.at('lru_list_elem.result'));
    found.meet(key);
    const keyLabel = key === 0 ? label : labels.key(key);
    found.refer(key, EdgeKind.key, keyLabel);
    found.refer(result, EdgeKind.value, keyLabel);
    found.refer(link, internal | hidden, label);
    const next = memory.word(link + layout.at('lru_list_elem.next'));
    if (next === link) break;
    link = next;
  }
  return 0;
}

const THREAD_LOCAL = [
  ...fields(internal, {
    'localobject.key': 'key',
    'localobject.args': 'args',
    'localobject.kw': 'kw',
    'localobject.dummies': 'dummies',
    'localobject.localdicts': 'localdicts',
    'localobject.thread_watchdogs': 'thread_watchdogs',
  }),
  ...fields(internal | hidden, { 'localobject.wr_callback': 'wr_callback' }),
];

const NOTHING: Visitor = () => 0;

const DESCRIPTOR = fieldsVisitor(
  fields(internal, {
    'PyDescrObject.d_type': '__objclass__',
    'PyDescrObject.d_name': '__name__',
    'PyDescrObject.d_qualname': '__qualname__',
  }),
);
const CALLABLE = fieldsVisitor(
  fields(internal, { 'staticmethod.sm_callable': '__func__', 'staticmethod.sm_dict': '__dict__' }),
);
const VIEW = fieldsVisitor(fields(internal, { '_PyDictViewObject.dv_dict': 'dict' }));
const ITERATOR = fieldsVisitor(
  fields(internal, { 'dictiterobject.di_dict': 'dict', 'dictiterobject.di_result': 'result' }),
);

/** Built-in types with fixed fields, by their qualified names. */
export const FIELD_VISITORS: Readonly<Record<string, Visitor>> = {
  object: NOTHING,
  float: NOTHING,
  complex: NOTHING,
  NoneType: NOTHING,
  ellipsis: NOTHING,
  NotImplementedType: NOTHING,
  PyCapsule: NOTHING,
  function: fieldsVisitor(FUNCTION),
  code: visitCode,
  module: visitModule,
  method: fieldsVisitor(
    fields(internal, {
      'PyMethodObject.im_func': '__func__',
      'PyMethodObject.im_self': '__self__',
    }),
  ),
  builtin_function_or_method: visitBuiltin,
  builtin_method: visitBuiltin,
  cell: visitCell,
  weakref: visitWeakref,
  'weakref.ReferenceType': visitWeakref,
  ReferenceType: visitWeakref,
  weakproxy: visitWeakref,
  weakcallableproxy: visitWeakref,
  'weakref.ProxyType': visitWeakref,
  'weakref.CallableProxyType': visitWeakref,
  traceback: fieldsVisitor(
    fields(internal, {
      'PyTracebackObject.tb_next': 'tb_next',
      'PyTracebackObject.tb_frame': 'tb_frame',
    }),
  ),
  property: fieldsVisitor(
    fields(internal, {
      'propertyobject.prop_get': 'fget',
      'propertyobject.prop_set': 'fset',
      'propertyobject.prop_del': 'fdel',
      'propertyobject.prop_doc': '__doc__',
      'propertyobject.prop_name': '__name__',
    }),
  ),
  staticmethod: CALLABLE,
  classmethod: CALLABLE,
  super: fieldsVisitor(
    fields(internal, {
      'superobject.type': '__thisclass__',
      'superobject.obj': '__self__',
      'superobject.obj_type': '__self_class__',
    }),
  ),
  slice: fieldsVisitor(
    fields(slot, {
      'PySliceObject.start': 'start',
      'PySliceObject.stop': 'stop',
      'PySliceObject.step': 'step',
    }),
  ),
  getset_descriptor: DESCRIPTOR,
  member_descriptor: DESCRIPTOR,
  method_descriptor: DESCRIPTOR,
  wrapper_descriptor: DESCRIPTOR,
  classmethod_descriptor: DESCRIPTOR,
  'method-wrapper': fieldsVisitor(
    fields(internal, { 'wrapperobject.descr': 'descr', 'wrapperobject.self': '__self__' }),
  ),
  mappingproxy: fieldsVisitor(fields(internal, { 'mappingproxyobject.mapping': 'mapping' })),
  dict_keys: VIEW,
  dict_values: VIEW,
  dict_items: VIEW,
  dict_keyiterator: ITERATOR,
  dict_valueiterator: ITERATOR,
  dict_itemiterator: ITERATOR,
  memoryview: fieldsVisitor(fields(internal, { 'PyMemoryViewObject.mbuf': 'mbuf' })),
  managedbuffer: fieldsVisitor(fields(internal, { '_PyManagedBufferObject.master.obj': 'obj' })),
  ContextVar: fieldsVisitor(
    fields(internal, { 'PyContextVar.var_name': 'name', 'PyContextVar.var_default': 'default' }),
  ),
  'functools.partial': fieldsVisitor([
    ...fields(slot, {
      'partialobject.fn': 'func',
      'partialobject.args': 'args',
      'partialobject.kw': 'keywords',
    }),
    ...fields(internal, {
      'partialobject.dict': '__dict__',
      'partialobject.placeholder': 'placeholder',
    }),
  ]),
  'functools._lru_cache_wrapper': visitCache,
  'functools._lru_list_elem': fieldsVisitor(LINK),
  '_thread._local': fieldsVisitor(THREAD_LOCAL),
  // What it names is its local's, and not counted.
  '_thread._localdummy': NOTHING,
};
