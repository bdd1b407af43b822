//===- core.c - Calls functions of the C API and counts references --------===//
//
// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The C side of the proof: a module that calls any wrapped function with
// arguments made by Python, reads reference counts by address, and makes
// chosen allocations fail. What the counts mean is decided in Python.
//
//===----------------------------------------------------------------------===//

#include "core.h"

/// So many references keep an object that is watched alive whatever happens
/// to it, far above what a call could take away.
enum { Anchor = 1000, MaxArguments = 32 };

static PyObject *Null;

//===----------------------------------------------------------------------===//
// Allocators that count, and fail when told to
//===----------------------------------------------------------------------===//

static PyMemAllocatorEx Inner[3];
static const PyMemAllocatorDomain Domains[3] = {
    PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
static long long LiveBlocks;
static int Watching;
static long Allocations;
static long FailAt;
static int Failed;

static int mustFail(void) {
  if (!Watching || ++Allocations != FailAt)
    return 0;
  Failed = 1;
  return 1;
}

static void *countedMalloc(void *Context, size_t Size) {
  PyMemAllocatorEx *A = (PyMemAllocatorEx *)Context;
  void *Result = mustFail() ? NULL : A->malloc(A->ctx, Size);
  LiveBlocks += Result != NULL;
  return Result;
}

static void *countedCalloc(void *Context, size_t Count, size_t Size) {
  PyMemAllocatorEx *A = (PyMemAllocatorEx *)Context;
  void *Result = mustFail() ? NULL : A->calloc(A->ctx, Count, Size);
  LiveBlocks += Result != NULL;
  return Result;
}

static void *countedRealloc(void *Context, void *Old, size_t Size) {
  PyMemAllocatorEx *A = (PyMemAllocatorEx *)Context;
  void *Result = mustFail() ? NULL : A->realloc(A->ctx, Old, Size);
  LiveBlocks += Result && !Old;
  return Result;
}

static void countedFree(void *Context, void *Block) {
  PyMemAllocatorEx *A = (PyMemAllocatorEx *)Context;
  LiveBlocks -= Block != NULL;
  A->free(A->ctx, Block);
}

static void installAllocators(void) {
  for (int I = 0; I != 3; ++I) {
    PyMemAllocatorEx Counted = {&Inner[I], countedMalloc, countedCalloc,
                                countedRealloc, countedFree};
    PyMem_GetAllocator(Domains[I], &Inner[I]);
    PyMem_SetAllocator(Domains[I], &Counted);
  }
}

//===----------------------------------------------------------------------===//
// References by address
//===----------------------------------------------------------------------===//

static int isImmortal(PyObject *O) {
#if PY_VERSION_HEX >= 0x030C0000
  return _Py_IsImmortal(O);
#else
  (void)O;
  return 0;
#endif
}

static void addReferences(PyObject *O, Py_ssize_t Count) {
  if (!isImmortal(O))
    Py_SET_REFCNT(O, Py_REFCNT(O) + Count);
}

static PyObject *toObject(PyObject *Address) {
  return (PyObject *)PyLong_AsVoidPtr(Address);
}

static PyObject *refs(PyObject *Self, PyObject *Address) {
  (void)Self;
  return PyLong_FromSsize_t(Py_REFCNT(toObject(Address)));
}

static PyObject *immortal(PyObject *Self, PyObject *Address) {
  (void)Self;
  return PyBool_FromLong(isImmortal(toObject(Address)));
}

static PyObject *anchor(PyObject *Self, PyObject *Address) {
  (void)Self;
  addReferences(toObject(Address), Anchor);
  Py_RETURN_NONE;
}

/// add(address, count): the opposite of release().
static PyObject *add(PyObject *Self, PyObject *Args) {
  PyObject *Address;
  Py_ssize_t Count;
  (void)Self;
  if (!PyArg_ParseTuple(Args, "On", &Address, &Count))
    return NULL;
  addReferences(toObject(Address), Count);
  Py_RETURN_NONE;
}

/// release(address, count): takes references away; the last with Py_DECREF, so
/// that the object may die.
static PyObject *release(PyObject *Self, PyObject *Args) {
  PyObject *Address;
  Py_ssize_t Count;
  (void)Self;
  if (!PyArg_ParseTuple(Args, "On", &Address, &Count))
    return NULL;
  PyObject *O = toObject(Address);
  if (isImmortal(O) || Count < 1)
    Py_RETURN_NONE;
  addReferences(O, 1 - Count);
  Py_DECREF(O);
  Py_RETURN_NONE;
}

static PyObject *object(PyObject *Self, PyObject *Address) {
  (void)Self;
  PyObject *O = toObject(Address);
  Py_INCREF(O);
  return O;
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

/// Anything with a buffer gives its address, so a bytearray can receive what a
/// function writes.
static int toPointer(PyObject *Argument, Value *V) {
  if (Argument == Null || Argument == Py_None)
    return 1;
  if (PyLong_Check(Argument)) {
    V->p = PyLong_AsVoidPtr(Argument);
    return !PyErr_Occurred();
  }
  if (PyBytes_Check(Argument)) {
    V->p = PyBytes_AS_STRING(Argument);
    return 1;
  }
  if (PyByteArray_Check(Argument)) {
    V->p = PyByteArray_AS_STRING(Argument);
    return 1;
  }
  // An object for a "void *", a variadic argument and the like.
  V->p = Argument;
  return 1;
}

static int toValue(char Kind, PyObject *Argument, Value *V) {
  V->i = 0;
  switch (Kind) {
  case 'o':
    V->p = Argument == Null ? NULL : Argument;
    return 1;
  case 'i':
    V->i = (long long)PyLong_AsUnsignedLongLongMask(Argument);
    return !PyErr_Occurred();
  case 'd':
    V->d = PyFloat_AsDouble(Argument);
    return !PyErr_Occurred();
  default:
    return toPointer(Argument, V);
  }
}

/// The name of the exception that is set, which is dropped; or None.
static PyObject *takeException(void) {
  PyObject *Type, *Value, *Traceback;
  PyErr_Fetch(&Type, &Value, &Traceback);
  if (!Type) {
    Py_XDECREF(Value);
    Py_XDECREF(Traceback);
    Py_RETURN_NONE;
  }
  PyObject *Name = PyUnicode_FromString(
      PyType_Check(Type) ? ((PyTypeObject *)Type)->tp_name : "not a type");
  Py_DECREF(Type);
  Py_XDECREF(Value);
  Py_XDECREF(Traceback);
  return Name;
}

static PyObject *fromResult(char Kind, Value R) {
  switch (Kind) {
  case 'o':
  case 'p':
    return PyLong_FromVoidPtr(R.p);
  case 'i':
    return PyLong_FromLongLong(R.i);
  case 'd':
    return PyFloat_FromDouble(R.d);
  default:
    Py_RETURN_NONE;
  }
}

static void callDetached(const Wrapper *W, Value *Arguments, Value *Result) {
  PyThreadState *Mine = PyEval_SaveThread();
  W->Call(Arguments, Result);
  // PyGILState_Ensure has attached it.
  if (!PyGILState_Check())
    PyEval_RestoreThread(Mine);
}

/// call(index, arguments, fail_at, pending, watched, detached=False): the
/// result (addresses as ints, an object with its anchor), the exception's name
/// or None, the number of allocations, whether one was made to fail, and the
/// change of the references to the object at the address `watched`. `pending`,
/// an exception, is set before the call. `detached`: without a thread state.
static PyObject *call(PyObject *Self, PyObject *Args) {
  Py_ssize_t Index;
  long WantedFailure;
  PyObject *Arguments, *Pending, *WatchedAddress;
  int Detached = 0;
  (void)Self;
  if (!PyArg_ParseTuple(Args, "nO!lOO|p", &Index, &PyList_Type, &Arguments,
                        &WantedFailure, &Pending, &WatchedAddress, &Detached))
    return NULL;
  PyObject *Watched = toObject(WatchedAddress);
  const Wrapper *W = &Wrappers[Index];
  Value A[MaxArguments] = {{0}};
  Value R = {0};
  size_t Fixed = strlen(W->Kinds);
  for (Py_ssize_t I = 0; I != PyList_GET_SIZE(Arguments); ++I) {
    // Variadic arguments follow the fixed ones.
    char Kind = (size_t)I < Fixed ? W->Kinds[I] : 'p';
    if (!toValue(Kind, PyList_GET_ITEM(Arguments, I), &A[I]))
      return NULL;
  }
  if (Pending != Py_None)
    PyErr_SetObject((PyObject *)Py_TYPE(Pending), Pending);
  Py_ssize_t Before = Watched ? Py_REFCNT(Watched) : 0;
  Allocations = 0;
  Failed = 0;
  FailAt = WantedFailure;
  Watching = 1;
  if (Detached)
    callDetached(W, A, &R);
  else
    W->Call(A, &R);
  Watching = 0;
  Py_ssize_t Change = Watched ? Py_REFCNT(Watched) - Before : 0;
  if (W->Result == 'o' && R.p)
    addReferences((PyObject *)R.p, Anchor);
  PyObject *Exception = takeException();
  PyObject *Result = fromResult(W->Result, R);
  return Py_BuildValue("NNlin", Result, Exception, Allocations, Failed, Change);
}

static PyObject *liveBlocks(PyObject *Self, PyObject *Unused) {
  (void)Self;
  (void)Unused;
  return PyLong_FromLongLong(LiveBlocks);
}

/// wrappers(): the names, in order; None for a function that is not there.
static PyObject *wrappers(PyObject *Self, PyObject *Unused) {
  (void)Self;
  (void)Unused;
  PyObject *Result = PyList_New(0);
  for (const Wrapper *W = Wrappers; Result && W->Name; ++W) {
    PyObject *Name = Py_BuildValue("z", W->Function ? W->Name : NULL);
    if (!Name || PyList_Append(Result, Name) < 0)
      Py_CLEAR(Result);
    Py_XDECREF(Name);
  }
  return Result;
}

static PyMethodDef Methods[] = {{"call", call, METH_VARARGS, NULL},
                                {"refs", refs, METH_O, NULL},
                                {"immortal", immortal, METH_O, NULL},
                                {"anchor", anchor, METH_O, NULL},
                                {"add", add, METH_VARARGS, NULL},
                                {"release", release, METH_VARARGS, NULL},
                                {"object", object, METH_O, NULL},
                                {"live_blocks", liveBlocks, METH_NOARGS, NULL},
                                {"wrappers", wrappers, METH_NOARGS, NULL},
                                {NULL, NULL, 0, NULL}};

static struct PyModuleDef Definition = {
    PyModuleDef_HEAD_INIT, "_proof", NULL, -1, Methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__proof(void) {
  PyObject *M = PyModule_Create(&Definition);
  if (!M)
    return NULL;
  Null = PyUnicode_FromString("NULL");
  if (!Null || addThings(M) < 0) {
    Py_DECREF(M);
    return NULL;
  }
  Py_INCREF(Null);
  PyModule_AddObject(M, "NULL", Null);
  PyModule_AddIntConstant(M, "ANCHOR", Anchor);
  installAllocators();
  return M;
}
