# ---------------------------------------------------------------------------------------------
# Which type is asked by which function
# ---------------------------------------------------------------------------------------------
_ORDERED = []
_LONG_LENGTHS = {id(t): t.__len__ for t in _CONTAINERS}
_deque_iter = _deque_bound = None


def _build_specials():
    """By the id of the type; filled when the module is loaded, by name, without importing anything."""
    global _deque_iter, _deque_bound
    import collections
    import functools
    _ORDERED.append(collections.OrderedDict)
    _deque_iter = collections.deque.__iter__
    _deque_bound = collections.deque.maxlen.__get__
    _LONG_LENGTHS[id(collections.deque)] = collections.deque.__len__
    specials = {
        type: _class_edges, _Module: _module_edges, _Function: _function_edges, types.MethodType: _method_edges,
        types.BuiltinFunctionType: _builtin_edges, type((lambda: specials).__closure__[0]): _cell_edges,
        weakref.ref: _weakref_edges, weakref.ProxyType: _weakref_edges, weakref.CallableProxyType: _weakref_edges,
        _Traceback: _traceback_edges, _Code: _code_edges, _Frame: _frame_edges,
        types.GeneratorType: _generator_edges, types.CoroutineType: _generator_edges,
        types.AsyncGeneratorType: _generator_edges, types.MappingProxyType: _mapping_proxy_edges,
        collections.deque: _deque_edges, type(functools.lru_cache(len)): _lru_cache_edges, list: _list_edges, tuple: _tuple_edges, set: _set_edges(set),
        frozenset: _set_edges(frozenset), dict: _dict_edges, property: _internal_members,
        staticmethod: _internal_members, classmethod: _internal_members, super: _internal_members,
    }
    return {id(cls): special for cls, special in specials.items()}


_SPECIALS = _build_specials()
