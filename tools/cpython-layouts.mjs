/**
 * Makes `shared/formats/outside/cpython-layouts.ts` from descriptions of CPython's structures.
 *
 *     node tools/cpython-layouts.mjs DIR
 *
 * DIR holds a `VERSION.json` for each version, made of its debug information: by structure, its
 * `size` and `fields` as [name, offset, type], those of nested structures with dots. This gdb script
 * prints one (`gdb -nx -batch -x layouts.py PYTHON > 3.12.1.json`, with the interpreter's symbols):
 *
 *     import gdb, json
 *     def fields(t, base=0, prefix=""):
 *         for f in t.strip_typedefs().fields():
 *             if f.name and hasattr(f, "bitpos"):
 *                 at, kind = base + f.bitpos // 8, f.type.strip_typedefs()
 *                 yield prefix + f.name, at, str(f.type)
 *                 if kind.code == gdb.TYPE_CODE_STRUCT:
 *                     yield from fields(kind, at, prefix + f.name + ".")
 *     out = {}
 *     for name in NAMES:  # those before the dots below
 *         try: t = gdb.lookup_type(name)
 *         except gdb.error: continue
 *         out[name] = {"size": t.sizeof, "fields": list(fields(t))}
 *     print(json.dumps(out))
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** By structure: fields that the reader looks at; `size` is that of the structure. */
const WANTED = {
  _PyRuntimeState: 'interpreters.head',
  PyInterpreterState:
    'next gc threads.head imports.modules sysdict builtins modules tstate_head types.for_extensions',
  PyThreadState: 'prev next interp frame cframe current_frame thread_id native_thread_id',
  _PyCFrame: 'current_frame',
  PyFrameObject:
    'f_back f_frame f_code f_builtins f_globals f_locals f_valuestack f_stacktop f_stackdepth f_trace f_lasti f_localsplus f_extra_locals f_locals_cache f_overwritten_fast_locals _f_frame_data',
  _PyInterpreterFrame:
    'f_func f_funcobj f_code f_executable f_globals f_builtins f_locals frame_obj previous prev_instr instr_ptr stacktop stackpointer owner localsplus',
  PyGenObject:
    'gi_frame gi_code gi_name gi_qualname gi_exc_state.exc_type gi_exc_state.exc_value gi_exc_state.exc_traceback gi_origin_or_finalizer gi_running gi_frame_state gi_iframe',
  PyCoroObject: 'cr_origin cr_origin_or_finalizer',
  PyAsyncGenObject: 'ag_finalizer ag_origin_or_finalizer',
  PyFunctionObject:
    'func_code func_globals func_builtins func_defaults func_kwdefaults func_closure func_doc func_name func_dict func_module func_annotations func_annotate func_typeparams func_qualname',
  PyCodeObject:
    'co_code co_consts co_names co_varnames co_freevars co_cellvars co_filename co_name co_qualname co_lnotab co_linetable co_firstlineno co_flags co_exceptiontable co_localsplusnames co_localspluskinds _co_code _co_cached co_code_adaptive',
  PyTypeObject:
    'size tp_name tp_basicsize tp_itemsize tp_dealloc tp_flags tp_traverse tp_weaklistoffset tp_members tp_base tp_dict tp_dictoffset tp_bases tp_mro tp_cache tp_subclasses tp_del',
  PyHeapTypeObject: 'size ht_name ht_slots ht_qualname ht_cached_keys ht_module',
  PyDictObject: 'ma_used ma_keys ma_values',
  PyDictKeysObject:
    'dk_size dk_lookup dk_usable dk_nentries dk_indices dk_log2_size dk_log2_index_bytes dk_kind',
  PyDictValues: 'capacity valid embedded values',
  PySetObject: 'fill used mask table smalltable',
  PyASCIIObject: 'size length state',
  PyCompactUnicodeObject: 'size',
  PyUnicodeObject: 'data',
  PyTupleObject: 'ob_item',
  PyListObject: 'ob_item allocated',
  PyLongObject: 'ob_digit long_value',
  PyBytesObject: 'ob_sval',
  PyFloatObject: 'ob_fval',
  PyByteArrayObject: 'ob_alloc ob_bytes_object',
  PyModuleObject: 'md_dict md_def md_state md_name md_state_size',
  PyMethodObject: 'im_func im_self',
  PyCFunctionObject: 'm_ml m_self m_module',
  PyCMethodObject: 'mm_class',
  PyCellObject: 'ob_ref',
  PyWeakReference: 'wr_object wr_callback',
  propertyobject: 'prop_get prop_set prop_del prop_doc prop_name',
  staticmethod: 'sm_callable sm_dict',
  superobject: 'type obj obj_type',
  PySliceObject: 'start stop step',
  PyDescrObject: 'd_type d_name d_qualname',
  wrapperobject: 'descr self',
  PyTracebackObject: 'tb_next tb_frame tb_lineno',
  PyBaseExceptionObject: 'size dict args notes traceback context cause',
  partialobject: 'fn args kw dict placeholder',
  dequeobject: 'leftblock leftindex',
  BLOCK: 'size data rightlink',
  lru_cache_object: 'root.next cache func cache_info_type kwd_mark lru_list_elem_type dict',
  lru_list_elem: 'next key result',
  PyODictObject: 'od_first od_fast_nodes_size od_inst_dict',
  _odictnode: 'size key next',
  defdictobject: 'default_factory',
  PyMemoryViewObject: 'mbuf',
  _PyManagedBufferObject: 'master.obj',
  dictiterobject: 'di_dict di_result',
  _PyDictViewObject: 'dv_dict',
  mappingproxyobject: 'mapping',
  PyContextVar: 'var_name var_default',
  localobject: 'key args kw dummies wr_callback localdicts thread_watchdogs',
  _gc_runtime_state: 'enabled generations generation0 permanent_generation collecting garbage',
};

const [, , folder] = process.argv;
if (folder === undefined) {
  console.error('usage: node tools/cpython-layouts.mjs DIR');
  process.exit(2);
}

const versions = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -5))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
const names = Object.entries(WANTED).flatMap(([structure, fields]) =>
  fields.split(' ').map((field) => `${structure}.${field}`),
);
const columns = versions.map((version) => {
  const structures = JSON.parse(readFileSync(path.join(folder, `${version}.json`), 'utf8'));
  return names.map((name) => offsetOf(structures, name));
});

function offsetOf(structures, name) {
  const dot = name.indexOf('.');
  const structure = structures[name.slice(0, dot)];
  const wanted = name.slice(dot + 1);
  if (structure === undefined) return -1;
  if (wanted === 'size') return structure.size;
  // Where the header of objects is nested, the field may stand deeper.
  const found =
    structure.fields.find(([field]) => field === wanted) ??
    structure.fields.find(([field]) => field.endsWith(`.${wanted}`));
  return found === undefined ? -1 : found[1];
}

const used = names.flatMap((name, row) => {
  const offsets = columns.map((column) => column[row]);
  return offsets.every((offset) => offset < 0) ? [] : [[name, offsets]];
});
const text = `/**
 * Where CPython keeps what, in bytes from the start of each structure; -1 where a version has no
 * such field. Made by \`tools/cpython-layouts.mjs\` from the debug information of the versions named.
 */
export const LAYOUT_VERSIONS = [${versions.map((version) => `'${version}'`).join(', ')}] as const;

export const LAYOUT_FIELDS = {
${used.map(([name, offsets]) => `  '${name}': [${offsets.join(', ')}],`).join('\n')}
} as const;
`;
writeFileSync('shared/formats/outside/cpython-layouts.ts', text);
