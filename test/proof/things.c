//===- things.c - Structs and callbacks that functions are called with ----===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "core.h"

static PyObject *returnList(PyObject *Self, PyObject *Args) {
  (void)Self;
  (void)Args;
  return PyList_New(0);
}

static PyObject *makeModule(void) { return PyList_New(0); }

static PyMethodDef MethodDef[] = {{"thing", returnList, METH_VARARGS, "doc"},
                                  {NULL, NULL, 0, NULL}};
static PyMethodDef NoArgsDef = {"thing", returnList, METH_NOARGS, "doc"};
static PyMethodDef CMethodDef = {"thing", (PyCFunction)returnList,
#ifdef METH_METHOD
                                 METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
#else
                                 METH_VARARGS,
#endif
                                 NULL};

static struct PyModuleDef ModuleDef = {PyModuleDef_HEAD_INIT,
                                       "thing",
                                       "doc",
                                       0,
                                       MethodDef,
                                       NULL,
                                       NULL,
                                       NULL,
                                       NULL};
static struct PyModuleDef ModuleDefOfSelf = {
    PyModuleDef_HEAD_INIT, "thing", NULL, 16, NULL, NULL, NULL, NULL, NULL};

static int executeModule(PyObject *Module) {
  return PyModule_AddIntConstant(Module, "executed", 1);
}
static PyModuleDef_Slot ModuleSlots[] = {{Py_mod_exec, (void *)executeModule},
                                         {0, NULL}};
static struct PyModuleDef ModuleDefWithSlots = {
    PyModuleDef_HEAD_INIT, "thing", NULL, 8,   MethodDef,
    ModuleSlots,           NULL,    NULL, NULL};

static PyObject *getThing(PyObject *Self, void *Closure) {
  return returnList(Self, (PyObject *)Closure);
}
static PyGetSetDef GetSetDef = {"thing", getThing, NULL, NULL, NULL};

/// For PyMember_GetOne and PyMember_SetOne: an object in a struct.
static struct {
  PyObject *Object;
  long Number;
} Record;
static PyMemberDef ObjectMember = {"thing", T_OBJECT, 0, 0, NULL};
static PyMemberDef NumberMember = {"thing", T_LONG, 0, 0, NULL};
static PyMemberDef BadMember = {"thing", 1234, 0, 0, NULL};

static PyStructSequence_Field Fields[] = {
    {"one", NULL}, {"two", NULL}, {NULL, NULL}};
static PyStructSequence_Desc SequenceDesc = {"proof.sequence", NULL, Fields, 2};

static PyType_Slot TypeSlots[] = {{Py_tp_methods, MethodDef}, {0, NULL}};
static PyType_Spec TypeSpec = {"proof.type", sizeof(PyObject), 0,
                               Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE,
                               TypeSlots};
static PyType_Spec BadTypeSpec = {"proof.type", -1, 0, Py_TPFLAGS_DEFAULT,
                                  TypeSlots};

/// Its objects have 16 bytes more than those of the base.
static PyType_Spec DataTypeSpec = {
    "proof.data", -16, 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, TypeSlots};

static PyObject *callWrapped(PyObject *Self, PyObject *Args, void *Wrapped) {
  (void)Wrapped;
  return returnList(Self, Args);
}
static struct wrapperbase WrapperBase = {"thing", 0, NULL, callWrapped,
                                         NULL,    0, NULL};

static int trace(PyObject *Self, PyFrameObject *Frame, int What, PyObject *A) {
  (void)Self;
  (void)Frame;
  (void)What;
  (void)A;
  return 0;
}
static int pendingCall(void *Argument) {
  (void)Argument;
  return 0;
}
static int visit(PyObject *Object, void *Argument) {
  (void)Object;
  (void)Argument;
  return 0;
}
/// For all kinds of watchers.
static int watcher(void) { return 0; }
static void nothing(PyObject *Capsule) { (void)Capsule; }
static int yes(PyObject *Object, void *Argument) {
  (void)Object;
  (void)Argument;
  return 1;
}
static PyObject *decodeError(PyObject *Self, PyObject *Error) {
  (void)Self;
  (void)Error;
  return PyList_New(0);
}
static PyObject *vectorcall(PyObject *Callable, PyObject *const *Args,
                            size_t Count, PyObject *Names) {
  (void)Callable;
  (void)Args;
  (void)Count;
  (void)Names;
  return PyList_New(0);
}

static char *Keywords[] = {"first", "second", NULL};
static char Letters[] = "0123456789";
static Py_UCS4 Characters[] = {'a', 0x100, 'b', 0};
static Py_complex Complex = {1.5, 2.5};
static PyCompilerFlags Flags;
static char *Arguments[] = {"program", NULL};
static wchar_t WideCharacters[] = L"wide \x100";
static wchar_t *WideArguments[] = {WideCharacters, NULL};

static PyInterpreterState *interpreter(void) {
#if PY_VERSION_HEX >= 0x03090000
  return PyInterpreterState_Get();
#else
  return _PyInterpreterState_Get();
#endif
}

static int add(PyObject *Module, const char *Name, const void *Address) {
  PyObject *Value = PyLong_FromVoidPtr((void *)Address);
  if (!Value)
    return -1;
  int Status = PyObject_SetAttrString(Module, Name, Value);
  Py_DECREF(Value);
  return Status;
}

PyDateTime_CAPI *DateTimeApi;

int addThings(PyObject *Module) {
  const struct {
    const char *Name;
    const void *Address;
  } Things[] = {{"method_def", MethodDef},
                {"no_args_def", &NoArgsDef},
                {"c_method_def", &CMethodDef},
                {"module_def", &ModuleDef},
                {"module_def_of_self", &ModuleDefOfSelf},
                {"module_def_with_slots", &ModuleDefWithSlots},
                {"getset_def", &GetSetDef},
                {"record", &Record},
                {"object_member", &ObjectMember},
                {"number_member", &NumberMember},
                {"bad_member", &BadMember},
                {"sequence_desc", &SequenceDesc},
                {"type_spec", &TypeSpec},
                {"bad_type_spec", &BadTypeSpec},
                {"data_type_spec", &DataTypeSpec},
                {"wrapper_base", &WrapperBase},
                {"trace", (const void *)trace},
                {"pending_call", (const void *)pendingCall},
                {"visit", (const void *)visit},
                {"watcher", (const void *)watcher},
                {"nothing", (const void *)nothing},
                {"yes", (const void *)yes},
                {"method", (const void *)returnList},
                {"make_module", (const void *)makeModule},
                {"decode_error", (const void *)decodeError},
                {"vectorcall", (const void *)vectorcall},
                {"keywords", Keywords},
                {"letters", Letters},
                {"characters", Characters},
                {"complex", &Complex},
                {"compiler_flags", &Flags},
                {"arguments", Arguments},
                {"wide", WideCharacters},
                {"wide_arguments", WideArguments},
                {"stdout", stdout},
                {"thread_state", PyThreadState_Get()},
                {"interpreter", interpreter()}};
  PyDateTime_IMPORT;
  DateTimeApi = PyDateTimeAPI;
  if (!DateTimeApi)
    return -1;
  for (size_t I = 0; I != sizeof(Things) / sizeof(Things[0]); ++I)
    if (add(Module, Things[I].Name, Things[I].Address) < 0)
      return -1;
  return 0;
}
