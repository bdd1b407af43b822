/* Part of pyrefcheck, under the Apache License v2.0 with LLVM Exceptions.
 * SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * Force-included before releases written for Python 2 only. Names that Python 3
 * knows under another name become that name, so that what is known of their
 * references stays known; the rest is only declared. */

#ifndef PYREFCHECK_CORPUS_PYTHON2_H
#define PYREFCHECK_CORPUS_PYTHON2_H

#include "python3-old.h"
#include <structmember.h>

/* int and long became one. */
#define PyInt_Type PyLong_Type
#define PyInt_Check PyLong_Check
#define PyInt_CheckExact PyLong_CheckExact
#define PyInt_FromLong PyLong_FromLong
#define PyInt_FromSsize_t PyLong_FromSsize_t
#define PyInt_FromString PyLong_FromString
#define PyInt_AsLong PyLong_AsLong
#define PyInt_AsSsize_t PyLong_AsSsize_t
#define PyInt_AS_LONG PyLong_AsLong
#define PyNumber_Int PyNumber_Long

/* str became bytes. */
#define PyString_Type PyBytes_Type
#define PyString_Check PyBytes_Check
#define PyString_CheckExact PyBytes_CheckExact
#define PyString_FromString PyBytes_FromString
#define PyString_FromStringAndSize PyBytes_FromStringAndSize
#define PyString_FromFormat PyBytes_FromFormat
#define PyString_AsString PyBytes_AsString
#define PyString_AsStringAndSize PyBytes_AsStringAndSize
#define PyString_AS_STRING PyBytes_AS_STRING
#define PyString_Size PyBytes_Size
#define PyString_GET_SIZE PyBytes_GET_SIZE
#define PyString_Format PyUnicode_Format
#define PyString_InternFromString PyUnicode_InternFromString
#define _PyString_Resize _PyBytes_Resize

/* buffer became memoryview. */
#define PyBuffer_Type PyMemoryView_Type
#define PyBuffer_Check PyMemoryView_Check
#define PyBuffer_FromObject(base, offset, size) PyMemoryView_FromObject(base)
int PyObject_AsCharBuffer(PyObject *, const char **, Py_ssize_t *);
typedef Py_ssize_t (*readbufferproc)(PyObject *, Py_ssize_t, void **);
typedef readbufferproc writebufferproc;
typedef Py_ssize_t (*segcountproc)(PyObject *, Py_ssize_t *);
typedef Py_ssize_t (*charbufferproc)(PyObject *, Py_ssize_t, char **);

/* Flags that every type has had since 3.0. */
#define Py_TPFLAGS_HAVE_CLASS 0
#define Py_TPFLAGS_HAVE_ITER 0
#define Py_TPFLAGS_HAVE_RICHCOMPARE 0
#define Py_TPFLAGS_HAVE_WEAKREFS 0
#define Py_TPFLAGS_CHECKTYPES 0

/* Members of the header, reached as self->ob_type. */
#undef PyObject_HEAD
#define PyObject_HEAD                                                          \
  Py_ssize_t ob_refcnt;                                                        \
  PyTypeObject *ob_type;

/* Without braces: the ob_size that Python 2's types give next joins it. */
#undef PyObject_HEAD_INIT
#define PyObject_HEAD_INIT(type) 1, type,

#define PyExc_StandardError PyExc_Exception
/* The second argument had no use. */
#define PyFloat_FromString(object, unused) PyFloat_FromString(object)

#ifndef RO
#define RO READONLY
#endif

/* Modules: borrowed by the caller, owned by the import machinery. */
PyObject *Py_InitModule4(const char *, PyMethodDef *, const char *, PyObject *, int);
#define Py_InitModule3(name, methods, doc)                                     \
  Py_InitModule4(name, methods, doc, NULL, PYTHON_API_VERSION)
#define Py_InitModule(name, methods) Py_InitModule3(name, methods, NULL)
#undef PyMODINIT_FUNC
#define PyMODINIT_FUNC void

PyObject *PyCObject_FromVoidPtr(void *, void (*)(void *));
void *PyCObject_AsVoidPtr(PyObject *);
#define PyCObject_Check PyCapsule_CheckExact

#endif
