// Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reaches a few functions the way NumPy's headers do: macros that call through
// a table, whose name the user may choose; with NUMPY_2, what NumPy 2 reaches
// through inline functions.

#ifndef NUMPY_ARRAYOBJECT_H
#define NUMPY_ARRAYOBJECT_H

typedef Py_ssize_t npy_intp;

typedef PyObject *(PyArray_GetItemFunc)(void *, void *);

typedef struct {
  PyArray_GetItemFunc *getitem;
} PyArray_ArrFuncs;

typedef struct {
  PyObject_HEAD
  int type_num;
  PyArray_ArrFuncs *f;
#ifndef NUMPY_2
  PyObject *names;
#endif
} PyArray_Descr;

typedef struct {
  PyObject_HEAD
  char *data;
  PyArray_Descr *descr;
} PyArrayObject;

typedef struct NpyIter_InternalOnly NpyIter;

#ifdef PY_ARRAY_UNIQUE_SYMBOL
#define PyArray_API PY_ARRAY_UNIQUE_SYMBOL
#endif
#ifdef NO_IMPORT_ARRAY
extern void **PyArray_API;
#else
void **PyArray_API;
#endif

#define PyArray_Type (*(PyTypeObject *)PyArray_API[2])

#define PyArray_DescrFromType                                                  \
  (*(PyArray_Descr * (*)(int)) PyArray_API[45])

#define PyArray_FromAny                                                        \
  (*(PyObject * (*)(PyObject *, PyArray_Descr *, int, int, int, PyObject *))   \
       PyArray_API[69])

#define PyArray_Return (*(PyObject * (*)(PyArrayObject *)) PyArray_API[76])

#define PyArray_AsCArray                                                       \
  (*(int (*)(PyObject **, void *, npy_intp *, int, PyArray_Descr *))           \
       PyArray_API[71])

#define PyArray_New                                                            \
  (*(PyObject * (*)(PyTypeObject *, int, npy_intp const *, int,                \
                    npy_intp const *, void *, int, int, PyObject *))           \
       PyArray_API[93])

#define PyArray_Free (*(int (*)(PyObject *, void *))PyArray_API[124])

#define NpyIter_GetIterView                                                    \
  (*(PyArrayObject * (*)(NpyIter *, npy_intp)) PyArray_API[255])

#define PyArray_SetBaseObject                                                  \
  (*(int (*)(PyArrayObject *, PyObject *))PyArray_API[282])

#define PyArray_FROM_O(m) PyArray_FromAny(m, NULL, 0, 0, 0, NULL)

#define PyArray_SimpleNewFromData(nd, dims, typenum, data)                     \
  PyArray_New(&PyArray_Type, nd, dims, typenum, NULL, data, 0, 0, NULL)

#ifdef NUMPY_2
#define _PyArray_GET_ITEM_DATA                                                 \
  (*(PyArrayObject * (*)(const PyArrayObject *)) PyArray_API[368])

static inline PyArray_Descr *PyArray_DESCR(const PyArrayObject *arr) {
  return _PyArray_GET_ITEM_DATA(arr)->descr;
}
#else
static inline PyArray_Descr *PyArray_DESCR(const PyArrayObject *arr) {
  return arr->descr;
}
#endif

static inline int _import_array(void) {
  PyObject *numpy = PyImport_ImportModule("numpy.core._multiarray_umath");
  if (numpy == NULL)
    return -1;
  PyObject *c_api = PyObject_GetAttrString(numpy, "_ARRAY_API");
  Py_DECREF(numpy);
  if (c_api == NULL)
    return -1;
  PyArray_API = (void **)PyCapsule_GetPointer(c_api, NULL);
  Py_DECREF(c_api);
  return PyArray_API == NULL ? -1 : 0;
}

#define import_array()                                                         \
  {                                                                            \
    if (_import_array() < 0) {                                                 \
      PyErr_SetString(PyExc_ImportError, "no numpy");                          \
      return NULL;                                                             \
    }                                                                          \
  }

#endif
